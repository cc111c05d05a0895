"""Reactions that write messages: who is told what, and when. A worker hands them over."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from kept.journal.events import Event, Happened
from kept.kit.queue import NewRow
from kept.messages.models import REVIEW_REASONS, Message, MessageKind
from kept.messages.steps import (
    absorb_queued,
    drop_kept_back,
    kept_back,
    last_kind_sent,
    merge_into_later,
    message_to,
    requeue_merged,
    withdraw,
)
from kept.orders.agreement.change_plan import change_facts, confirmation_facts
from kept.orders.agreement.differences import differences
from kept.orders.events import (
    OrderAdvanced,
    OrderCancelled,
    OrderChanged,
    OrderConfirmed,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
    OrderReviewOverdue,
    OrderSteppedBack,
    RequestAnswered,
    RequestMade,
)
from kept.orders.lifecycle import STEPS, waits_for_acceptance
from kept.orders.mail_allowance import CAUSED_BY_STRANGERS, is_used_up
from kept.orders.models import Channel, Order, Status
from kept.orders.notifications import (
    STATUS_KINDS,
    STATUS_MESSAGES,
    change_message,
    is_notified,
    is_notified_of_change,
    message_to_customer,
)
from kept.orders.queries import begun_by, terms_of, versions_of
from kept.stores.actor import Kind
from kept.stores.queries import works_alone

NewMessages = Sequence[NewRow]
AboutOrder = Happened[Event[Order]]


def send_confirmation(happened: Happened[OrderConfirmed]) -> NewMessages:
    """Send the customer the confirmation, at once and always; it never becomes part of another message (A1, A3)."""
    event = happened.event
    facts = {"note": event.note, **_changes_since_ordered(happened.subject)}
    return _message_to_customer(happened, MessageKind.CONFIRMATION, version=event.version, facts=facts)


def send_change_confirmation(happened: Happened[OrderChanged]) -> NewMessages:
    """Send the customer the confirmation of the new version; while the order is under review, nothing yet (A3, A7)."""
    event, order = happened.event, happened.subject
    # From the versions: the event does not say what tells of a person.
    changed = differences(terms_of(order, event.version - 1), terms_of(order, event.version))
    changes = [asdict(one) for one in changed]
    message = change_message(order, changes, reason=event.reason, now=happened.at)
    return [message] if message else ()


def _changes_since_ordered(order: Order) -> dict[str, Any]:
    """Return what the store has changed of the customer's order, and why, before it was confirmed for the first time:
    no message has said so yet.
    """
    if order.version == 1:
        return {}
    changed = differences(terms_of(order, 1), terms_of(order))
    reasons = [row.reason for row in versions_of(order)]
    return confirmation_facts(
        [asdict(one) for one in changed], reason="; ".join(dict.fromkeys(filter(None, reasons)))
    )


def send_under_review(happened: Happened[OrderPlaced]) -> NewMessages:
    """Tell the customer of an order under review that it has arrived and that somebody will confirm it (A7)."""
    if not happened.event.under_review:
        return ()
    return _message_to_customer(happened, MessageKind.UNDER_REVIEW, version=1)


def send_status(happened: Happened[OrderAdvanced]) -> NewMessages:
    """Tell the customer which status the work has reached, unless the store keeps that to itself."""
    event, order = happened.event, happened.subject
    kind = STATUS_MESSAGES.get(event.after)
    if not kind or not is_notified(order, kind):
        return ()
    # The same step taken again is not told again, but for who has heard of a hold since.
    after_hold = last_kind_sent(order.pk, STATUS_KINDS) in (MessageKind.ON_HOLD, MessageKind.RESUMED)
    return _status_message(happened, kind, occasion=str(happened.id) if after_hold else event.tracking_number)


def send_on_hold(happened: Happened[OrderHeld]) -> NewMessages:
    """Tell the customer that the order is on hold, and why."""
    if not is_notified(happened.subject, MessageKind.ON_HOLD):
        return ()
    return _status_message(
        happened, MessageKind.ON_HOLD, occasion=str(happened.id), facts={"why": happened.event.why}
    )


def send_resumed(happened: Happened[OrderResumed]) -> NewMessages:
    """Tell the customer that the wait is over, if they had heard of it; else send what the hold had kept back.

    What counts is the last thing the customer heard: after a hold that was told, a going-on and another hold
    within the window they still believe in a hold, although the message of the second never left.
    """
    withdraw(happened.subject.pk, [MessageKind.ON_HOLD], now=happened.at)
    return () if _requeue_merged(happened) else _send_end_of_hold(happened)


def send_cancelled(happened: Happened[OrderCancelled]) -> NewMessages:
    """Tell the customer that the order is off, and why; what still waited to be said of its work is withdrawn."""
    merge_into_later(happened.subject.pk, STATUS_KINDS, now=happened.at)
    withdraw(happened.subject.pk, [MessageKind.ORDER_CHANGED], now=happened.at)
    if drop_kept_back(happened.subject.pk):
        return ()  # nobody has heard of the order yet
    return _message_to_customer(
        happened, MessageKind.CANCELLED, version=happened.subject.version, facts={"why": happened.event.why}
    )


def withdraw_status(happened: Happened[OrderSteppedBack]) -> NewMessages:
    """Withdraw the message about the step if it has not left, and send after all what it had replaced.

    Where what it withdraws was to end a wait, the customer hears of that end all the same.
    """
    order = happened.subject
    taken_back = [STATUS_MESSAGES[status] for status in STEPS[Status(happened.event.after)]]
    withdrawn = withdraw(order.pk, taken_back, now=happened.at)
    if _requeue_merged(happened) or not withdrawn or order.status == Status.ON_HOLD:
        return ()
    return _send_end_of_hold(happened)


def send_request_received(happened: Happened[RequestMade]) -> NewMessages:
    """Tell the customer that the message has arrived, and the store that somebody wrote (A6)."""
    event, order = happened.event, happened.subject
    occasion, facts = str(event.request_id), {"request": event.request_id}
    return [
        *_message_to_customer(
            happened, MessageKind.REQUEST_RECEIVED, version=order.version, occasion=occasion, facts=facts
        ),
        *_message_to_store(happened, MessageKind.NEW_REQUEST, occasion=occasion, facts=facts),
    ]


def send_request_answer(happened: Happened[RequestAnswered]) -> NewMessages:
    """Send the customer the store's answer, unless the confirmation of a change says it (A6)."""
    event, order = happened.event, happened.subject
    if event.by_change and is_notified_of_change(order):
        return ()
    return _message_to_customer(
        happened, MessageKind.REQUEST_ANSWERED, version=order.version, occasion=str(event.request_id),
        facts={"request": event.request_id},
    )  # fmt: skip


def send_new_order_alert(happened: Happened[OrderPlaced]) -> NewMessages:
    """Tell the store of the new order (F6)."""
    if MessageKind.NEW_ORDER in happened.subject.store.messages_off:
        return ()
    return _message_to_store(
        happened, MessageKind.NEW_ORDER, facts={REVIEW_REASONS: happened.event.review_reasons}
    )


def send_review_overdue(happened: Happened[OrderReviewOverdue]) -> NewMessages:
    """Tell the store again of an order that nobody has confirmed, and how long it has waited (A7)."""
    event = happened.event
    facts = {"waited_minutes": event.waited_minutes, "last": event.last}
    return _message_to_store(happened, MessageKind.REVIEW_OVERDUE, occasion=str(event.reminder), facts=facts)


def send_order_changed_alert(happened: Happened[OrderChanged]) -> NewMessages:
    """Tell those who work what changed before they go on, and how far the work had come (A4, A5).

    Several quick edits are one message, with what is different from the version before the first of them. Nobody is
    written to while the order is under review, nor where the one who made the change is all the team there is.
    """
    event, order = happened.event, happened.subject
    if not order.confirmed_version or MessageKind.ORDER_CHANGED in order.store.messages_off:
        return ()
    if works_alone(happened.actor):
        return ()
    before = absorb_queued(order.pk, MessageKind.ORDER_CHANGED, now=happened.at)
    since = before.get("since", event.version - 1)
    changed = differences(terms_of(order, since), terms_of(order))
    if not changed:  # up and back within the window
        withdraw(order.pk, [MessageKind.ORDER_CHANGED], now=happened.at)
        return ()
    facts = change_facts(
        [asdict(one) for one in changed],
        reason=_join_texts(before.get("reason", ""), event.reason),
    )
    progress = {
        "since": since,
        "by": _join_texts(before.get("by", ""), happened.actor.name),
        "status": order.status,
        "begun_by": ", ".join(dict.fromkeys(one.name for one in begun_by(order))),
        "waits": waits_for_acceptance(order),
    }
    return _message_to_store(
        happened,
        MessageKind.ORDER_CHANGED,
        facts={**facts, **progress},
        wait_seconds=order.store.burst_seconds,
    )


def _join_texts(before: str, now: str) -> str:
    """Join the texts of several edits, each once."""
    return "; ".join(dict.fromkeys(part for part in (*before.split("; "), now) if part))


def _send_end_of_hold(happened: AboutOrder) -> NewMessages:
    """Send the end of a hold to a customer who was last told of the hold.

    Where it is ready they are told that, again if need be: after a hold nobody knows whether it still is.
    """
    order = happened.subject
    if last_kind_sent(order.pk, STATUS_KINDS) != MessageKind.ON_HOLD:
        return ()
    is_ready = order.status == Status.READY and is_notified(order, MessageKind.READY)
    kind = MessageKind.READY if is_ready else MessageKind.RESUMED
    return _status_message(happened, kind, occasion=str(happened.id)) if is_notified(order, kind) else ()


def _requeue_merged(happened: AboutOrder) -> bool:
    """Queue again what had been merged into a message that never left; it can still be withdrawn."""
    order = happened.subject
    return requeue_merged(order.pk, STATUS_KINDS, wait_seconds=order.store.burst_seconds, now=happened.at)


def _status_message(
    happened: AboutOrder, kind: MessageKind, *, occasion: str = "", facts: Mapping[str, object] | None = None
) -> NewMessages:
    order = happened.subject
    merge_into_later(order.pk, STATUS_KINDS - {kind}, now=happened.at)
    return _message_to_customer(
        happened,
        kind,
        version=order.version,
        occasion=occasion,
        facts=facts,
        wait_seconds=order.store.burst_seconds,
    )


def _message_to_customer(
    happened: AboutOrder,
    kind: MessageKind,
    *,
    version: int,
    occasion: str = "",
    facts: Mapping[str, object] | None = None,
    wait_seconds: int = 0,
) -> NewMessages:
    message = message_to_customer(
        happened.subject,
        kind,
        version=version,
        occasion=occasion,
        facts=facts,
        wait_seconds=wait_seconds,
        now=happened.at,
    )
    if message and _is_kept_back(happened, kind):
        message = kept_back(message)
    return [message] if message else ()


def _is_kept_back(happened: AboutOrder, kind: MessageKind) -> bool:
    """Tell whether strangers have had this address written to as often as they may. What staff do is told."""
    order = happened.subject
    if (
        order.customer_proven
        or kind not in CAUSED_BY_STRANGERS
        or kind == MessageKind.CANCELLED  # whoever has heard of the order has to hear that it is off
        or happened.actor.kind == Kind.STAFF
        or (happened.actor.kind == Kind.KEY and order.channel != Channel.AGENT)
    ):
        return False
    return is_used_up(order.store_id, order.email, now=happened.at)


def _message_to_store(
    happened: AboutOrder,
    kind: MessageKind,
    *,
    occasion: str = "",
    facts: Mapping[str, object] | None = None,
    wait_seconds: int = 0,
) -> NewMessages:
    order = happened.subject
    message = message_to(
        Message.To.STORE,
        store_id=order.store_id,
        kind=kind,
        address=order.store.email,
        language=order.store.language,
        facts=dict(facts or {}),
        order_id=order.pk,
        customer_id=order.customer_id,
        version=order.version,
        occasion=occasion,
        wait_seconds=wait_seconds,
        now=happened.at,
    )
    return [message]
