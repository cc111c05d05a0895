"""Adds problems to a demo store, so that its desk looks like one on an ordinary morning."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from kept.findings.actions.settle_finding import settle_finding
from kept.findings.queries import reachable
from kept.kit.outcomes import put_back, write
from kept.kit.refusals import Refusal
from kept.messages import outbox
from kept.messages.models import Message, MessageKind
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.make_request import make_request
from kept.orders.actions.step_back_order import step_back_order
from kept.orders.agreement.change_plan import OrderChangeInput, as_input
from kept.orders.lifecycle import IN_FLIGHT
from kept.orders.models import Order, Status
from kept.orders.queries import terms_of
from kept.stores.actor import Actor, holder
from kept.stores.models import Staff, Store
from kept.stores.queries import staff_actor
from kept.stores.roles import May


def add_problems(store: Store, owner: Actor, *, now: datetime) -> None:
    """Add a hold, a cancellation, a changed order, two open requests, an order in work, a change that the colleague at
    work on the order has not seen yet, and two undelivered messages, one of which is settled.
    """
    open_orders = Order.objects.filter(store=store, status__in=(Status.RECEIVED, Status.PREPARING))
    orders = list(open_orders.exclude(email="").order_by("id"))
    at = now - timedelta(minutes=20)
    acts: tuple[Callable[[Order], object], ...] = (
        lambda order: _change_begun_order(store, owner, order, at),
        lambda order: hold_order(
            actor=owner, number=order.number, why="The ribbon has not arrived yet", now=at
        ),
        lambda order: _ask(store, order, "change", "Could you make it one more, and ring at number 7?", at),
        lambda order: _change(owner, order, at),
        lambda order: _ask(store, order, "message", "Is the shop open on Sunday?", at),
        lambda order: cancel_order(actor=owner, number=order.number, why="You asked us to", now=at),
        lambda order: advance_order(actor=owner, number=order.number, now=at),
    )
    for act in acts:
        while orders:
            try:
                act(orders.pop(0))
            except Refusal:
                continue  # this one cannot be changed or put on hold any more; try the next
            break
    _fail_two_messages(store, owner, now=now)


def _fail_two_messages(store: Store, owner: Actor, *, now: datetime) -> None:
    """Let the mail server refuse two confirmations; the owner has settled the older one by telephone."""
    confirmed = Order.objects.filter(store=store, status__in=IN_FLIGHT, confirmed_version__gt=0)
    # First those orders about which nothing was sent since.
    orders = sorted(
        confirmed.exclude(email="").order_by("-id"), key=lambda order: order.status != Status.RECEIVED
    )
    failed = [
        message
        for order in orders[:2]
        for message in Message.objects.filter(
            order_id=order.pk, kind=MessageKind.CONFIRMATION, state=Message.State.QUEUED
        )[:1]
    ]
    _fail_messages({message.pk for message in failed}, at=now - timedelta(minutes=12))
    findings = reachable(owner).filter(subject_id__in=[message.pk for message in failed]).order_by("id")
    for finding in findings[:1]:
        reason = "Rang: a letter was missing in the address. Read the confirmation out."
        settle_finding(actor=owner, finding_id=finding.pk, reason=reason, now=now)


def _fail_messages(message_ids: Collection[int], *, at: datetime) -> None:
    """Fail these messages as a worker does: it claims everything that is due, these fail, and the rest is put back."""
    why = "550 5.1.1 There is no mailbox of this name here."
    while message_ids and (claimed := outbox.claim_due(at)):
        write([
            outbox.failed(message, None, "", why=why, now=at) if message.pk in message_ids
            else put_back(message, until=at + timedelta(seconds=1))
            for message in claimed
        ])  # fmt: skip


def _change_begun_order(store: Store, owner: Actor, order: Order, at: datetime) -> object:
    """Let a colleague begin the order, or take it over; then change it."""
    if order.status == Status.PREPARING:
        step_back_order(actor=owner, number=order.number, now=at)
    advance_order(actor=_colleague(store, owner), number=order.number, now=at)
    return _change(owner, order, at + timedelta(minutes=15))


def _colleague(store: Store, owner: Actor) -> Actor:
    """Return a colleague who may advance orders; the owner where there is none."""
    members = Staff.objects.filter(store=store).select_related("user").order_by("id")
    actors = [staff_actor(member, member.user) for member in members]
    return next((one for one in actors if one.id != owner.id and one.may(May.ADVANCE_ORDERS)), owner)


def _ask(store: Store, order: Order, kind: str, text: str, at: datetime) -> object:
    customer = holder(store.pk, order.pk, order.customer_name)
    return make_request(actor=customer, number=order.number, kind=kind, text=text, channel="page", now=at)


def _change(owner: Actor, order: Order, at: datetime) -> object:
    lines = as_input(terms_of(order))
    more = (replace(lines[0], quantity=lines[0].quantity + 1), *lines[1:])
    return change_order(
        actor=owner, number=order.number, seen_version=order.version, change=OrderChangeInput(lines=more),
        channel="phone", reason="Asked by phone", now=at,
    )  # fmt: skip
