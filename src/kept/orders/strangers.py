"""Strangers: what customers hold whose identity nobody has proven, and how much (reliability 23, decision 0019).

A stranger is known by the customer that their e-mail address or phone number points to, and by the network address that
the shop saw. Either is enough: who changes one keeps the other.
"""

from collections.abc import Mapping, Sequence

from django.utils.crypto import salted_hmac

from kept.kit import rows
from kept.orders.agreement.quote import PricedOrder
from kept.orders.agreement.terms import TermsLine
from kept.orders.lifecycle import NOT_HANDED_OVER
from kept.orders.models import Order
from kept.orders.refusals import HOLDS_ENOUGH, TooLargeShare, TooMuchUnpaid
from kept.stores.models import Store
from kept.stores.order_limits import limits_of

# So few pieces are looked at, and not refused: somebody wants three of the last four cakes.
FEW_PIECES = 3

_HELD = """
    SELECT l.variant_id, SUM(l.quantity)
    FROM orders o
    JOIN order_line l ON l.order_id = o.id
    JOIN money_account a ON a.order_id = o.id
    JOIN variant v ON v.id = l.variant_id AND v.tracked
    WHERE o.id IN (
        SELECT id FROM orders WHERE customer_id = %s AND store_id = %s
        UNION SELECT id FROM orders WHERE visitor = %s AND NOT (visitor = '') AND store_id = %s
    ) AND NOT o.customer_proven AND a.received = 0 AND o.status IN ({statuses})
    GROUP BY l.variant_id
"""


def visitor_key(address: str) -> str:
    """Return what is kept of a network address: enough to see that two are the same, and nothing to read it from."""
    return salted_hmac("kept.orders.visitor", address, algorithm="sha256").hexdigest()[:32] if address else ""


def pieces_held(order: Order) -> dict[int, int]:
    """Return the pieces of tracked variants that whoever places `order` holds already in unpaid orders, by variant."""
    statuses = ", ".join(f"'{status}'" for status in sorted(NOT_HANDED_OVER))
    found = rows.fetch(
        _HELD.format(statuses=statuses),
        [order.customer_id or 0, order.store_id, order.visitor, order.store_id],
    )
    return {int(variant): int(pieces) for variant, pieces in found}


def takes_large_share(
    store: Store, priced: PricedOrder, *, left: Mapping[int, int], held: Mapping[int, int]
) -> bool:
    """Tell whether an order makes the stranger hold more than the store's share of an article, if only of few pieces.

    `left` is what it leaves, `held` what earlier orders hold, by variant. Raises TooMuchUnpaid, and TooLargeShare where
    it is more than few pieces.
    """
    limits, needed = limits_of(store), priced.stock_needed
    pieces = sum(needed.values())
    if limits.most_unproven and pieces and pieces + sum(held.values()) > limits.most_unproven:
        raise TooMuchUnpaid(most=limits.most_unproven)
    if not limits.share_percent:
        return False
    too_much = False
    for variant, wanted in needed.items():
        before = held.get(variant, 0)
        share = (left[variant] + before + wanted) * limits.share_percent // 100
        if before + wanted <= max(share, 1):
            continue
        too_much = True
        if before + wanted > FEW_PIECES:
            raise _refusal(priced.lines, variant, most=max(share, FEW_PIECES) - before)
    return too_much


def _refusal(lines: Sequence[TermsLine], variant: int, *, most: int) -> TooLargeShare:
    title = next(line.title for line in lines if line.variant == variant)
    if most > 0:
        return TooLargeShare(article=title, most=most)
    return TooLargeShare(HOLDS_ENOUGH, article=title, most=0)
