"""Messages to the customer of an order: whether one is written, and which.

Sending, previewing and announcing a message all ask here, so that nobody announces a message that is not sent, or
previews another than the one that is (A4, C7).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kept.kit.queue import NewRow
from kept.messages.models import Message, MessageKind
from kept.messages.steps import message_to
from kept.orders.agreement.change_plan import confirmation_facts
from kept.orders.models import Order, Status

# The message that is sent when the work reaches a status.
STATUS_MESSAGES: dict[str, MessageKind] = {
    Status.PREPARING: MessageKind.PREPARING,
    Status.READY: MessageKind.READY,
    Status.SHIPPED: MessageKind.SHIPPED,
    Status.DONE: MessageKind.DONE,
}
# The kinds that are merged into a later message while still queued, and that a store can switch off. A confirmation
# is neither.
STATUS_KINDS = frozenset({*STATUS_MESSAGES.values(), MessageKind.ON_HOLD, MessageKind.RESUMED})


def is_notified(order: Order, kind: MessageKind) -> bool:
    """Tell whether the customer gets messages of this kind: there is an address, and the store sends them."""
    return bool(order.email) and not (kind in STATUS_KINDS and kind in order.store.messages_off)


def is_notified_of_change(order: Order) -> bool:
    """Tell whether the customer gets a message about a change at once; under review they hear when it is confirmed."""
    return bool(order.confirmed_version) and is_notified(order, MessageKind.CONFIRMATION)


def message_to_customer(
    order: Order,
    kind: MessageKind,
    *,
    version: int,
    now: datetime,
    occasion: str = "",
    facts: Mapping[str, object] | None = None,
    wait_seconds: int = 0,
) -> NewRow | None:
    """Return the message, not saved yet; None where the customer gets none."""
    if not is_notified(order, kind):
        return None
    return message_to(
        Message.To.CUSTOMER,
        store_id=order.store_id,
        kind=kind,
        address=order.email,
        language=order.language,
        facts={"status": order.status, **(facts or {})},
        order_id=order.pk,
        customer_id=order.customer_id,
        version=version,
        occasion=occasion,
        wait_seconds=wait_seconds,
        now=now,
    )


def change_message(
    order: Order, changes: list[dict[str, Any]], *, reason: str, now: datetime
) -> NewRow | None:
    """Return the message about a change, from the order as it stands after it, saved or not."""
    if not is_notified_of_change(order):
        return None
    facts = confirmation_facts(changes, reason=reason)
    return message_to_customer(order, MessageKind.CONFIRMATION, version=order.version, facts=facts, now=now)
