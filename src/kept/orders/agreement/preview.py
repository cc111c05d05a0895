"""Preview a change: its effects, who has begun to work, and the message, before anything happens (A4)."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from kept.messages.message_context import preview_context
from kept.messages.models import Message
from kept.messages.rendering import Rendered, render
from kept.orders.agreement.change_plan import (
    ChangePlan,
    OrderChangeInput,
    apply_plan,
    plan_change,
    plan_confirmation,
)
from kept.orders.models import Order
from kept.orders.notifications import change_message
from kept.orders.queries import Begun, begun_by, knows_of_changes, order_for, terms_of
from kept.payments.models import Account
from kept.stock.models import Level
from kept.stores.actor import Actor
from kept.stores.roles import May


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan, and what would be missing: variant id → pieces short. The commit refuses while `short` is not
    empty.

    `begun_by`: who has the work in hand. `waits`: it will wait until somebody accepts the new version (A5).
    """

    order: Order
    plan: ChangePlan
    short: dict[int, int]
    begun_by: tuple[Begun, ...]
    waits: bool
    now: datetime


def preview_change(*, actor: Actor, number: int, change: OrderChangeInput, now: datetime) -> Preview:
    """Preview the effects of a change on items, money, stock and messages. Writes nothing."""
    actor.require(May.CHANGE_ORDERS)
    order = order_for(actor, number)
    account = Account.objects.get(order_id=order.pk)
    plan = plan_change(
        actor=actor, order=order, agreed=terms_of(order), account=account, change=change, now=now
    )
    needed = {variant: pieces for variant, pieces in plan.stock.items() if pieces > 0}
    available = dict(Level.objects.filter(variant_id__in=needed).values_list("variant_id", "available"))
    short = {
        variant: pieces - available.get(variant, 0)
        for variant, pieces in needed.items()
        if pieces > available.get(variant, 0)
    }
    begun = tuple(begun_by(order))
    waits = plan.begun and plan.changes_anything and not knows_of_changes(actor, begun)
    return Preview(order, plan, short, begun, waits, now)


def preview_confirmation(*, actor: Actor, number: int, now: datetime) -> ChangePlan:
    """Preview the promise after confirming by hand, if nobody names a time. Writes nothing.

    Raises CannotPromise where it has passed and the schedule can hold none.
    """
    actor.require(May.CONFIRM_ORDERS)
    order = order_for(actor, number)
    account = Account.objects.get(order_id=order.pk)
    return plan_confirmation(
        actor=actor, order=order, agreed=terms_of(order), account=account, named=None, now=now
    )


def preview_message(preview: Preview, *, reason: str) -> Rendered | None:
    """Return the message that the customer would get, but for the secret part of its link; None where none is sent.

    `reason` is what they will read about why.
    """
    plan = preview.plan
    if not plan.changes_anything:
        return None
    after = as_it_will_stand(preview)
    to_send = change_message(after, plan.changes(), reason=reason, now=preview.now)
    if to_send is None:
        return None
    letter = Message(**to_send.row)
    terms = replace(plan.terms, version=plan.version).canonical()
    return render(letter, preview_context(letter, terms))


def as_it_will_stand(preview: Preview) -> Order:
    """The order, not to be saved, as the change would leave it."""
    after = copy(preview.order)
    apply_plan(after, preview.plan, now=preview.now)
    return after
