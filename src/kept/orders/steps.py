"""Steps for actions and reactions: the next version of an order, and what happens because of something elsewhere.

They open no transaction.
"""

from dataclasses import replace
from datetime import datetime

from kept.customers.steps import Known, meet, remember_address
from kept.journal.events import Event
from kept.journal.record import record
from kept.kit.transactions import require_transaction
from kept.orders.changing import Plan, stand_by
from kept.orders.drafting import instant
from kept.orders.events import OrderChanged, OrderSteppedBack
from kept.orders.models import Order, Status
from kept.orders.queries import begun_by, knows_of_changes
from kept.orders.terms import Terms
from kept.orders.writes import rewrite_lines, write_confirmation
from kept.payments.models import Account
from kept.payments.steps import agree_anew, pay_otherwise
from kept.stock.models import Movement
from kept.stock.steps import Cause, take, write_movements
from kept.stores.actor import Actor


def agree_on(
    plan: Plan,
    order: Order,
    agreed: Terms,
    account: Account,
    *,
    actor: Actor,
    channel: str,
    reason: str,
    now: datetime,
) -> str:
    """Freeze the plan as the next version of a locked order, with all that it moves. Returns its digest.

    `agreed` are the terms so far, `account` the order's money, locked as well.
    """
    require_transaction()
    version = order.version + 1
    newest = order.confirmations.get(version=order.version)
    terms = replace(plan.terms, version=version, previous=newest.digest, agreed_at=instant(now))
    take(plan.stock)
    cause = Cause(f"order {order.number} v{version}", order.pk, actor.name, order.store_id)
    write_movements(plan.stock, Movement.Kind.SOLD, cause, now=now)
    rewrite_lines(order, terms.lines)
    digest = write_confirmation(order, terms, actor=actor, channel=channel, reason=reason, now=now)
    _meet(order, terms, now=now)
    pay_otherwise(account, terms.payment)
    agree_anew(account, terms.amounts.total, cause=f"v{version}", actor=actor.name, now=now)
    if plan.begun and knows_of_changes(actor, begun_by(order)):
        order.accepted_version = version
    back = _step_back(order, plan)
    stand_by(order, plan, now=now)
    order.save()
    record(
        *back,
        OrderChanged(
            order_id=order.pk,
            customer_id=order.customer_id,
            number=order.number,
            version=version,
            digest=digest,
            changes=plan.changes(),
            total_before=agreed.amounts.total,
            total_after=terms.amounts.total,
            received=plan.money.received,
            balance=plan.money.balance,
            reason=reason,
        ),
        actor=actor,
        now=now,
        subject=order,
    )
    return digest


def move_orders(store_id: int, *, from_customer: int, to_customer: int) -> int:
    """The orders of one customer row are another's now; what was agreed stays as it is.

    Returns how many moved.
    """
    require_transaction()
    return Order.objects.filter(store_id=store_id, customer_id=from_customer).update(customer_id=to_customer)


def _meet(order: Order, terms: Terms, *, now: datetime) -> None:
    """Who walked in and has now said how to be reached is a customer from here on: known, or new."""
    who = terms.customer
    if order.customer_id or not (who.email or who.phone):
        return
    person = meet(order.store_id, Known(who.name, who.email, who.phone, order.language), now=now)
    order.customer_id, order.nth = person.pk, person.orders_count
    if terms.fulfilment.address:
        remember_address(person, terms.fulfilment.address, now=now)


def _step_back(order: Order, plan: Plan) -> list[Event]:
    if not plan.back_to:
        return []
    stood = order.held_from if order.status == Status.ON_HOLD else order.status
    return [
        OrderSteppedBack(
            order_id=order.pk, customer_id=order.customer_id, number=order.number, before=stood, after=plan.back_to
        )
    ]  # fmt: skip
