"""Cards and rows of orders that are rendered once and kept until something about them changes.

A board looks for news every few seconds in every open window, and nearly all its cards are as before. The key
fixes what a card shows: the store's settings, what the reader may see, their language, the row that was read of
the order, and the words that change as time passes.
"""

from collections.abc import Callable, Hashable

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kept.faces.desk.routing import Desk
from kept.kit.caches import Cache
from kept.orders.reading.card_rows import OrderCard

# About 3 kB each with their keys: twelve megabytes at most.
_cache: Cache[Hashable, SafeString] = Cache(most=4000)


def render_cached(
    part: str, desk: Desk, order: OrderCard, time_words: Hashable, render: Callable[[], SafeString]
) -> SafeString:
    """Return what `render` gives for this order, rendered anew only when it could differ. `part` names what it is."""
    store = desk.store
    key = (part, store.pk, store.revision, desk.actor.permissions, get_language(), order, time_words)
    html = _cache.get(key)
    if html is None:
        html = render()
        _cache.put(key, html)
    return html
