"""Steps for actions and reactions: the next version of an order, and what happens because of something elsewhere.

They open no transaction.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db.models import F, Q

from kept.customers.events import CustomerChanged
from kept.customers.models import Customer
from kept.customers.steps import (
    belongs_to_another,
    correct_contact,
    find_or_create_customer,
    presume_customer,
    remember_address,
    withdraw_presumption,
)
from kept.customers.writes import ContactInfo, join_order
from kept.journal.events import Event
from kept.journal.record import record
from kept.kit.transactions import require_transaction
from kept.messages.steps import readdress
from kept.orders.agreement.change_plan import ChangePlan, apply_plan
from kept.orders.agreement.differences import without_persons
from kept.orders.agreement.quote import instant
from kept.orders.agreement.terms import Party, Terms
from kept.orders.events import CustomerProven, LinkReplaced, OrderChanged, OrderSteppedBack
from kept.orders.lifecycle import work_status
from kept.orders.models import Order
from kept.orders.queries import begun_by, knows_of_changes, terms_of
from kept.orders.writes import give_link, rewrite_lines, write_confirmation
from kept.payments.models import Account
from kept.payments.steps import agree_anew, pay_otherwise
from kept.stock.models import Movement
from kept.stock.steps import Cause, take, write_movements
from kept.stores.actor import Actor


def agree_on(
    plan: ChangePlan,
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
    changed = _update_customer(order, agreed, terms, now=now)
    pay_otherwise(account, terms.payment)
    agree_anew(account, terms.amounts.total, cause=f"v{version}", actor=actor.name, now=now)
    if plan.begun and knows_of_changes(actor, begun_by(order)):
        order.accepted_version = version
    back, link = _step_back(order, plan), _new_link(order, plan, now=now)
    apply_plan(order, plan, now=now)
    order.save()
    if changed and order.customer_id:
        customer = Customer.objects.select_related("store").get(pk=order.customer_id)
        event = CustomerChanged(customer_id=customer.pk, changed=changed)
        record(event, actor=actor, now=now, subject=customer)
    record(
        *back,
        *link,
        OrderChanged(
            order_id=order.pk,
            customer_id=order.customer_id,
            number=order.number,
            version=version,
            digest=digest,
            changes=without_persons(plan.differences),
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


def prove_by_mail(order: Order, *, actor: Actor, now: datetime) -> None:
    """Join a locked order to its customer where the actor came by the link of its mail; else do nothing."""
    if actor.proven_email and actor.proven_email == order.email and not order.customer_proven:
        prove_customer_of(order, by="mail", actor=actor, now=now)


def prove_customer_of(order: Order, *, by: str, actor: Actor, now: datetime) -> None:
    """Count a locked order among its customer's, and give them what it says of them. `by`: as of CustomerProven."""
    require_transaction()
    terms = terms_of(order)
    customer = Customer.objects.select_for_update(of=("self",)).get(orders=order)
    order.customer_order_no = join_order(
        customer,
        order.pk,
        _contact_info(terms.customer, order),
        terms.fulfilment.address,
        placed_at=order.placed_at,
        now=now,
    )
    order.customer_proven = True
    order.revision += 1
    order.changed_at = now
    order.save(update_fields=["customer_order_no", "customer_proven", "revision", "changed_at"])
    event = CustomerProven(
        order_id=order.pk, customer_id=order.customer_id, number=order.number, by=by,
        customer_order_no=order.customer_order_no,
    )  # fmt: skip
    record(event, actor=actor, now=now, subject=order)


def move_orders(store_id: int, *, from_customer: int, to_customer: int, now: datetime) -> list[int]:
    """Move the orders of one customer row to another; what was agreed stays as it is. Returns the ids of what moved."""
    require_transaction()
    theirs = Order.objects.filter(store_id=store_id, customer_id=from_customer)
    ids = list(theirs.order_by("pk").values_list("pk", flat=True))
    move_back(ids, from_customer=from_customer, to_customer=to_customer, now=now)
    return ids


def move_back(ids: Collection[int], *, from_customer: int, to_customer: int, now: datetime) -> None:
    """Move these orders from one customer row to another, as far as they are still there."""
    require_transaction()
    Order.objects.filter(pk__in=ids, customer_id=from_customer).update(
        customer_id=to_customer, revision=F("revision") + 1, changed_at=now
    )


def _update_customer(order: Order, agreed: Terms, terms: Terms, *, now: datetime) -> list[str]:
    """Keep the customer in step with the contact of the terms. Return the names of what was put right.

    A walk-in who now says how to be reached becomes a customer, known or new. For a customer, what was wrong is put
    right in their row, too; under another name it is somebody else's.
    """
    contact, before = _contact_info(terms.customer, order), _contact_info(agreed.customer, order)
    changed: list[str] = []
    if order.customer_id is None:
        if not (contact.email or contact.phone):
            return []
        customer = find_or_create_customer(order.store_id, contact, now=now)
        order.customer_id, order.customer_order_no = customer.id, customer.customer_order_no
    elif _points_elsewhere(order, order.customer_id, contact, before):
        withdraw_presumption(order.customer_id)
        customer = presume_customer(order.store_id, contact, now=now)
        order.customer_id, order.customer_order_no = customer.id, customer.customer_order_no
    elif contact.name != before.name or not (order.customer_proven or _is_its_own_record(order)):
        return []
    else:
        used = [value for value in (before.email, before.phone) if value and _is_used_elsewhere(order, value)]
        changed = correct_contact(order.customer_id, before, contact, used_elsewhere=used)
    if terms.fulfilment.address and order.customer_proven:
        remember_address(order.store_id, order.customer_id, terms.fulfilment.address, now=now)
    return changed


def _points_elsewhere(order: Order, customer_id: int, contact: ContactInfo, before: ContactInfo) -> bool:
    """Tell whether an order of a stranger would stand on another record, had it been placed with this contact.

    It moves there: else whoever opens the mail at the corrected address would prove that they are whom the wrong one
    pointed to.
    """
    if order.customer_proven or (contact.email, contact.phone) == (before.email, before.phone):
        return False
    return not _is_its_own_record(order) or belongs_to_another(order.store_id, customer_id, contact)


def _is_its_own_record(order: Order) -> bool:
    """Tell whether all that the customer's row holds was typed with this order, so that a correction is one of both."""
    alone = Customer.objects.filter(orders=order, proven=False, orders_count=0, unproven_count=1)
    return alone.exists()


def _contact_info(party: Party, order: Order) -> ContactInfo:
    return ContactInfo(party.name, party.email, party.phone, order.language)


def _is_used_elsewhere(order: Order, value: str) -> bool:
    others = Order.objects.filter(customer=order.customer).exclude(pk=order.pk)
    return others.filter(Q(email=value) | Q(phone=value)).exists()


def _new_link(order: Order, plan: ChangePlan, *, now: datetime) -> list[Event[Order]]:
    """Replace the order's link: mails sent to the wrong address open nothing any more, and no more go there."""
    if not plan.new_link:
        return []
    give_link(order)
    readdress(order.pk, to=plan.terms.customer.email, now=now)
    return [LinkReplaced(order_id=order.pk, customer_id=order.customer_id, number=order.number)]


def _step_back(order: Order, plan: ChangePlan) -> list[Event[Order]]:
    if not plan.back_to:
        return []
    return [
        OrderSteppedBack(
            order_id=order.pk, customer_id=order.customer_id, number=order.number, before=work_status(order),
            after=plan.back_to,
        )
    ]  # fmt: skip
