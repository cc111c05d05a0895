"""Preview a change: the four effects, before anything happens (A4)."""

from dataclasses import dataclass
from datetime import datetime

from kept.orders.changing import ChangeAsked, Plan, plan_change
from kept.orders.models import Order
from kept.orders.queries import order_for, terms_of
from kept.payments.models import Account
from kept.stock.models import Level
from kept.stores.actor import Actor
from kept.stores.roles import May


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan, and what would be missing: variant id → pieces short. The commit refuses while `short` is not
    empty."""

    order: Order
    plan: Plan
    short: dict[int, int]


def preview_change(*, actor: Actor, number: int, asked: ChangeAsked, now: datetime) -> Preview:
    """What the change would do to items, money, stock and messages. Writes nothing."""
    actor.require(May.CHANGE_ORDERS)
    order = order_for(actor, number)
    account = Account.objects.get(order_id=order.pk)
    plan = plan_change(
        actor=actor, order=order, agreed=terms_of(order), account=account, asked=asked, now=now
    )
    wanted = {variant: pieces for variant, pieces in plan.stock.items() if pieces > 0}
    left = dict(Level.objects.filter(variant_id__in=wanted).values_list("variant_id", "available"))
    short = {
        variant: pieces - left.get(variant, 0)
        for variant, pieces in wanted.items()
        if pieces > left.get(variant, 0)
    }
    return Preview(order, plan, short)
