"""Rules for the orders that a store wants to review before they are confirmed (A7)."""

from typing import Any

from kept.orders.agreement.quote import PricedOrder
from kept.stores.models import Store

# Why an order is looked at first. The words for people are in faces; these stand in the journal.
CUSTOM_WORK = "custom_work"
HIGH_VALUE = "high_value"
FIRST_ORDER = "first_order"
BY_CHANNEL = "channel"
EVERY_ORDER = "every_order"
# Of people whose identity nobody has proven (orders/strangers.py, orders/mail_allowance.py).
LARGE_SHARE = "large_share"
MANY_TO_ONE_ADDRESS = "many_to_one_address"


def reasons_to_review(store: Store, priced: PricedOrder, *, channel: str, is_known: bool) -> list[str]:
    """Return the reasons to review this order; [] when it can be confirmed at once.

    `store.review_rules`: {"every": bool, "above": minor units or null, "first": bool, "channels": [..]}.
    `is_known`: somebody stands for it that this customer has ordered before.
    """
    rules: dict[str, Any] = store.review_rules
    above = rules.get("above")
    reasons = {
        CUSTOM_WORK: priced.needs_review,
        HIGH_VALUE: above is not None and priced.amounts.total > above,
        FIRST_ORDER: bool(rules.get("first")) and not is_known,
        BY_CHANNEL: channel in rules.get("channels", ()),
        EVERY_ORDER: bool(rules.get("every")),
    }
    return [reason for reason, holds in reasons.items() if holds]
