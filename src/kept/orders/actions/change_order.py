"""Change what was agreed: the next version, or nothing (A4)."""

from dataclasses import dataclass
from datetime import datetime

from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.text import one_line
from kept.kit.transactions import durable
from kept.orders.agreement.change_plan import ChangePlan, OrderChangeInput, plan_change
from kept.orders.agreement.differences import differences
from kept.orders.agreement.inputs import LONGEST_WHY
from kept.orders.agreement.terms import Terms
from kept.orders.events import RequestAnswered
from kept.orders.locks import lock_account, lock_order, lock_request
from kept.orders.models import Order, Request
from kept.orders.queries import terms_of
from kept.orders.refusals import NothingAgreed, PlanMoved, SomebodyWasFaster
from kept.orders.steps import agree_on
from kept.stores.actor import Actor
from kept.stores.roles import May


@dataclass(frozen=True, slots=True)
class Changed:
    """The order as it stands now and what was done. `plan.changes_anything` is False when there was nothing to do."""

    order: Order
    plan: ChangePlan


def change_order(
    *,
    actor: Actor,
    number: int,
    seen_version: int,
    change: OrderChangeInput,
    channel: str,
    reason: str = "",
    expected: str = "",
    request_id: int | None = None,
    seen: int | None = None,
    now: datetime,
) -> Changed:
    """Agree on a new version.

    `seen_version` is the version the caller looked at: a newer one refuses with SomebodyWasFaster, which says what
    is different. `expected` is the fingerprint of the previewed plan: another effect refuses with PlanMoved.
    `request_id` names the customer's request that this change agrees to, and refuses with NothingAgreed where nothing
    would be different; `seen` the order's revision, where the
    caller decided on more than the version. A change that changes nothing a customer
    could see writes nothing and sends nothing.

    Work that is under way waits until the new version is accepted, unless nobody but the actor has begun it.
    """
    actor.require(May.CHANGE_ORDERS)
    why = one_line(reason, LONGEST_WHY, "reason")
    with durable():
        order = lock_order(actor, number, seen=seen)
        agreed = terms_of(order)
        if seen_version != order.version:
            raise _newer_version_refusal(order, agreed, seen_version)
        account = lock_account(order)
        plan = plan_change(actor=actor, order=order, agreed=agreed, account=account, change=change, now=now)
        if expected and expected != plan.fingerprint:
            raise PlanMoved
        if request_id is not None and not plan.changes_anything:
            raise NothingAgreed
        if plan.changes_anything:
            agree_on(plan, order, agreed, account, actor=actor, channel=channel, reason=why, now=now)
        if request_id is not None:
            _answer_as_agreed(order, request_id, actor=actor, now=now)
    return Changed(order, plan)


def _newer_version_refusal(order: Order, agreed: Terms, seen_version: int) -> SomebodyWasFaster:
    try:
        seen = terms_of(order, seen_version)
    except NotFound:
        return SomebodyWasFaster(seen=seen_version, now=order.version, differences=[])
    return SomebodyWasFaster(seen=seen_version, now=order.version, differences=differences(seen, agreed))


def _answer_as_agreed(order: Order, request_id: int, *, actor: Actor, now: datetime) -> None:
    request = lock_request(order, request_id)
    request.answer = Request.Answer.AGREED
    request.answered_by = actor.name
    request.answered_at = now
    request.save(update_fields=["answer", "answered_by", "answered_at"])
    record(
        RequestAnswered(
            order_id=order.pk, customer_id=order.customer_id, number=order.number, request_id=request.pk,
            answer=Request.Answer.AGREED, by_change=True,
        ),
        actor=actor, now=now, subject=order,
    )  # fmt: skip
