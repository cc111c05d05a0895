"""Cards and rows that are drawn once and shown until something about them changes.

A board looks for news every few seconds in every open window, and nearly all its cards are as before.
What a card shows is fixed by the key: the store's settings, what the reader may see, their language, the
order's revision, what stands beside it, and the minute, because promises count down.
"""

from collections.abc import Callable, Hashable
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kept.faces.desk.frame import Desk
from kept.orders.boards import Beside
from kept.orders.models import Order

# About 2 kB each: eight megabytes at most.
MOST_KEPT = 4000
_kept: dict[Hashable, SafeString] = {}


def drawn(
    part: str, desk: Desk, order: Order, beside: Beside, now: datetime, draw: Callable[[], SafeString]
) -> SafeString:
    """What `draw` gives for this order, drawn anew only when it could differ. `part` names what it is."""
    account = beside.account
    key = (
        part,
        desk.store.pk,
        desk.store.revision,
        desk.actor.permissions,
        get_language(),
        order.pk,
        order.revision,
        (account.state, account.agreed, account.received) if account else None,
        beside.heard_at,
        beside.asked,
        int(now.timestamp()) // 60,
    )
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = _kept[key] = draw()
    return found
