"""Cards and rows that are drawn once and shown until something about them changes.

A board looks for news every few seconds in every open window, and nearly all its cards are as before. What a
card shows is fixed by the key: the store's settings, what the reader may see, their language, the order at a
glance, and what is told of the time that passes.
"""

from collections.abc import Callable, Hashable

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kept.faces.desk.routing import Desk
from kept.kit.caches import Cache
from kept.orders.reading.card_rows import OrderCard

# About 3 kB each with their keys: twelve megabytes at most.
_drawn: Cache[Hashable, SafeString] = Cache(most=4000)


def drawn(
    part: str, desk: Desk, order: OrderCard, told: Hashable, draw: Callable[[], SafeString]
) -> SafeString:
    """What `draw` gives for this order, drawn anew only when it could differ. `part` names what it is."""
    store = desk.store
    key = (part, store.pk, store.revision, desk.actor.permissions, get_language(), order, told)
    found = _drawn.get(key)
    if found is None:
        found = draw()
        _drawn.put(key, found)
    return found
