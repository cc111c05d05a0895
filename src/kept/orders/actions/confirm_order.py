"""Confirm an order that was under review, by hand and with a personal note (A7)."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.text import paragraphs
from kept.kit.transactions import durable
from kept.orders.agreement.change_plan import plan_confirmation
from kept.orders.agreement.feasibility import lies_ahead
from kept.orders.agreement.inputs import LONGEST_NOTE
from kept.orders.agreement.terms import Terms
from kept.orders.events import OrderConfirmed
from kept.orders.lifecycle import can_be_confirmed
from kept.orders.locks import lock_account, lock_order
from kept.orders.models import Channel, Order, Status
from kept.orders.queries import terms_of, versions_of
from kept.orders.refusals import NotUnderReview, PlanMoved
from kept.orders.steps import agree_on
from kept.orders.writes import move_to
from kept.stores.actor import Actor, Kind
from kept.stores.roles import May


def confirm_order(
    *,
    actor: Actor,
    number: int,
    seen: int | None = None,
    note: str = "",
    promised: datetime | None = None,
    expected: str = "",
    now: datetime,
) -> Order:
    """Say yes to the newest version: the customer's confirmation goes out, with `note` in it.

    Whoever confirms stands by what was promised for as long as it lies ahead, unless they choose the plan that they
    were shown (`expected`, its fingerprint; another one refuses with PlanMoved) or name a time (`promised`). What has
    passed gives way to what can be held (`plan_confirmation`): a version of its own, which is what is confirmed.

    Refuses with NotUnderReview when the order does not wait for that, with Invalid when the note is too long, with
    CannotPromise when the time that was named cannot be held.
    """
    actor.require(May.CONFIRM_ORDERS)
    checked_note = paragraphs(note, LONGEST_NOTE, "note")
    with durable():
        order = lock_order(actor, number, seen=seen)
        if not can_be_confirmed(order):
            raise NotUnderReview(status=order.status)
        _promise_what_can_be_held(order, promised, expected, actor=actor, now=now)
        newest = versions_of(order)[-1]
        order.confirmed_version = newest.version
        order.review_reasons = []
        move_to(order, Status.RECEIVED, now=now)
        record(
            OrderConfirmed(
                order_id=order.pk,
                customer_id=order.customer_id,
                number=order.number,
                version=newest.version,
                digest=newest.digest,
                by_hand=True,
                note=checked_note,
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return order


def _promise_what_can_be_held(
    order: Order, named: datetime | None, expected: str, *, actor: Actor, now: datetime
) -> None:
    agreed, account = terms_of(order), lock_account(order)
    if named is None and not expected and _lies_ahead(agreed, now):
        return
    plan = plan_confirmation(actor=actor, order=order, agreed=agreed, account=account, named=named, now=now)
    if expected and expected != plan.fingerprint:
        raise PlanMoved
    if plan.changes_anything:
        channel = Channel.API if actor.kind == Kind.KEY else Channel.DESK
        agree_on(plan, order, agreed, account, actor=actor, channel=channel, reason="", now=now)


def _lies_ahead(agreed: Terms, now: datetime) -> bool:
    return agreed.promise is None or lies_ahead(agreed.promise, agreed.fulfilment.kind, now)
