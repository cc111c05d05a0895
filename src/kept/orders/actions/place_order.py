"""Place an order: the one door for every channel (A1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from kept.customers.identities import email_identity, phone_identity
from kept.customers.names import person_name
from kept.customers.steps import (
    CustomerRef,
    find_or_create_customer,
    presume_customer,
    remember_address,
)
from kept.customers.writes import ContactInfo
from kept.journal.events import Event
from kept.journal.record import record
from kept.kit import rows
from kept.kit.refusals import Invalid
from kept.kit.text import paragraphs
from kept.kit.transactions import durable
from kept.orders.agreement.inputs import LONGEST_NAME, LONGEST_NOTE, CustomerInput, FulfilmentInput, LineInput
from kept.orders.agreement.quote import PricedOrder, instant, price_order
from kept.orders.agreement.review import LARGE_SHARE, MANY_TO_ONE_ADDRESS, reasons_to_review
from kept.orders.agreement.terms import Fulfilment, Party, Terms
from kept.orders.events import OrderConfirmed, OrderPlaced
from kept.orders.mail_allowance import is_used_up
from kept.orders.models import Channel, Order, Status
from kept.orders.refusals import PriceMoved, ShopClosed
from kept.orders.strangers import pieces_held, takes_large_share, visitor_key
from kept.orders.writes import give_link, next_number, notes, summary, write_confirmation, write_lines
from kept.payments.methods import methods
from kept.payments.steps import open_account
from kept.stock.models import Movement
from kept.stock.steps import Cause, take, write_movements
from kept.stores.actor import Actor, Kind
from kept.stores.models import Store
from kept.stores.roles import May


@dataclass(frozen=True, slots=True)
class Placed:
    """A placed order: the row as it stands, the frozen terms and their digest, and the link's secret
    token."""

    order: Order
    terms: Terms
    digest: str
    token: str


def place_order(
    *,
    actor: Actor,
    store: Store,
    channel: str,
    lines: Sequence[LineInput],
    customer: CustomerInput,
    fulfilment: FulfilmentInput,
    payment: str,
    note: str = "",
    language: str = "",
    expected_total: int | None = None,
    client_address: str = "",
    now: datetime,
) -> Placed:
    """Take an order, freeze what was agreed as version 1, take the goods, and set everything going that
    follows.

    `expected_total` (minor units) is the sum the customer saw: another one refuses with PriceMoved. `payment`
    is the code of a payment method that the chosen way allows. At the counter somebody may stay unknown
    (`_is_walk_in`): the order has no customer then, and nobody is written to. `client_address` is the network address
    of whoever orders, "" where the face knows none.

    Refuses with OutOfStock, NotForSale, BadLine, DoesNotSuit, CannotPromise, Invalid, PriceMoved or ShopClosed, and
    whoever is not proven with TooLargeShare or TooMuchUnpaid; then nothing has happened.
    """
    actor.require(May.PLACE_ORDERS)
    if actor.kind == Kind.CUSTOMER and not store.open_for_orders:
        raise ShopClosed
    priced = price_order(actor=actor, store=store, lines=lines, fulfilment=fulfilment, now=now)
    if expected_total is not None and expected_total != priced.amounts.total:
        raise PriceMoved(expected=expected_total, total=priced.amounts.total)
    if payment not in priced.method.pay_by or payment not in methods():
        raise Invalid(_("This payment method is not offered for that delivery."), field="payment")
    walks_in = _is_walk_in(actor, channel, customer)
    contact = _contact_info(store, customer, priced.fulfilment, language, walks_in=walks_in)
    is_proven = _is_proven(actor, channel, contact)
    with durable():
        left = take(priced.stock_needed)
        number = next_number(store)
        person = None if walks_in else _customer(store, contact, is_proven=is_proven, now=now)
        terms = _terms(
            store, contact, priced, number=number, channel=channel, payment=payment, note=note, now=now
        )
        review_reasons = reasons_to_review(
            store, priced, channel=channel, is_known=_is_known(person, is_proven=is_proven)
        )
        order = _order(store, person, contact, terms, review_reasons=review_reasons, now=now)
        order.customer_proven = is_proven
        if not is_proven:
            _hold_to_limits(order, priced, left, client_address, now=now)
        digest, token = _write(order, person, priced, terms, actor=actor, now=now)
        record(*_events(order, digest), actor=actor, now=now, subject=order)
    return Placed(order, terms, digest, token)


def _is_walk_in(actor: Actor, channel: str, customer: CustomerInput) -> bool:
    """Whoever stands at the counter sees the order taken and need not say who they are: staff and keys alone can
    say that somebody does."""
    at_the_counter = channel == Channel.COUNTER and actor.kind in (Kind.STAFF, Kind.KEY)
    return at_the_counter and not customer.email.strip() and not customer.phone.strip()


def _is_proven(actor: Actor, channel: str, contact: ContactInfo) -> bool:
    """Tell whether somebody stands for who the customer is.

    Staff speak with them. A key is a program of the merchant's own, which signs its people in or takes orders for
    those it knows; only what an agent says is the word of a stranger, whoever hands it on. A visitor of the shop types
    what they like: the link in the mail proves them, also for what they order afterwards in the same browser
    (decision 0018).
    """
    if actor.kind == Kind.CUSTOMER:
        return bool(actor.proven_email) and actor.proven_email == contact.email
    return channel != Channel.AGENT


def _customer(store: Store, contact: ContactInfo, *, is_proven: bool, now: datetime) -> CustomerRef:
    return (find_or_create_customer if is_proven else presume_customer)(store.pk, contact, now=now)


def _is_known(person: CustomerRef | None, *, is_proven: bool) -> bool:
    """Tell whether the customer has ordered before; a walk-in is nobody whose first order it could be."""
    return person is None or (is_proven and person.customer_order_no > 1)


def _contact_info(
    store: Store, customer: CustomerInput, fulfilment: Fulfilment, language: str, *, walks_in: bool
) -> ContactInfo:
    name = person_name(customer.name, LONGEST_NAME)
    # Whoever brings it has to ask for somebody; whoever collects it says its number.
    nameless = walks_in and (not fulfilment.address or fulfilment.recipient or fulfilment.address.get("name"))
    if not name and not nameless:
        raise Invalid(
            _("A name is needed, so that the order can be handed to the right person."), field="name"
        )
    return ContactInfo(
        name=name,
        email=email_identity(customer.email),
        phone=phone_identity(customer.phone, store.country),
        language=language if language in store.languages else store.language,
    )


def _terms(
    store: Store,
    contact: ContactInfo,
    priced: PricedOrder,
    *,
    number: int,
    channel: str,
    payment: str,
    note: str,
    now: datetime,
) -> Terms:
    at = instant(now)
    return Terms(
        number=number,
        version=1,
        previous="",
        placed_at=at,
        agreed_at=at,
        channel=channel,
        currency=store.currency,
        language=contact.language,
        store=Party(store.name, store.email, store.phone),
        customer=Party(contact.name, contact.email, contact.phone),
        lines=priced.lines,
        fulfilment=priced.fulfilment,
        promise=priced.promise,
        amounts=priced.amounts,
        payment=payment,
        note=paragraphs(note, LONGEST_NOTE, "note"),
    )


def _order(
    store: Store,
    person: CustomerRef | None,
    contact: ContactInfo,
    terms: Terms,
    *,
    review_reasons: list[str],
    now: datetime,
) -> Order:
    promise = terms.promise
    return Order(
        store=store,
        number=terms.number,
        customer_id=person.id if person else None,
        channel=terms.channel,
        language=terms.language,
        currency=terms.currency,
        status=Status.PENDING if review_reasons else Status.RECEIVED,
        review_reasons=review_reasons,
        version=1,
        confirmed_version=0 if review_reasons else 1,
        customer_order_no=person.customer_order_no if person else 0,
        fulfilment_kind=terms.fulfilment.kind,
        total=terms.amounts.total,
        pieces=terms.pieces,
        summary=summary(terms.lines),
        notes=notes(terms),
        customer_name=contact.name,
        email=contact.email,
        phone=contact.phone,
        promised_from=parse_datetime(promise.earliest) if promise else None,
        promised_until=parse_datetime(promise.latest) if promise else None,
        placed_at=now,
        status_at=now,
        changed_at=now,
    )


def _hold_to_limits(
    order: Order, priced: PricedOrder, left: Mapping[int, int], client_address: str, *, now: datetime
) -> None:
    """Hold somebody whom nobody knows to what one may take and have sent; add what the store is to look at."""
    order.visitor = visitor_key(client_address)
    held = pieces_held(order) if priced.stock_needed else {}
    if takes_large_share(order.store, priced, left=left, held=held):
        order.review_reasons.append(LARGE_SHARE)
    if is_used_up(order.store_id, order.email, now=now):
        order.review_reasons.append(MANY_TO_ONE_ADDRESS)
    if order.review_reasons:
        order.status, order.confirmed_version = Status.PENDING, 0


def _write(
    order: Order,
    person: CustomerRef | None,
    priced: PricedOrder,
    terms: Terms,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[str, str]:
    token = give_link(order)
    rows.insert([order])
    write_lines(order, terms.lines)
    digest = write_confirmation(order, terms, actor=actor, channel=terms.channel, reason="", now=now)
    cause = Cause(f"order {order.number} v1", order.pk, actor.name, order.store_id)
    write_movements(priced.stock_needed, Movement.Kind.SOLD, cause, now=now)
    open_account(
        store_id=order.store_id,
        order_id=order.pk,
        currency=order.currency,
        method=terms.payment,
        agreed=terms.amounts.total,
        actor=actor.name,
        now=now,
    )
    if person and order.customer_proven and terms.fulfilment.address:
        remember_address(order.store_id, person.id, terms.fulfilment.address, now=now)
    return digest, token


def _events(order: Order, digest: str) -> list[Event[Order]]:
    """Return what has happened: the order was placed, and confirmed where nobody wants to look at it first."""
    ids: dict[str, Any] = {"order_id": order.pk, "customer_id": order.customer_id, "number": order.number}
    placed = OrderPlaced(
        **ids,
        channel=order.channel,
        total=order.total,
        currency=order.currency,
        review_reasons=order.review_reasons,
        customer_proven=order.customer_proven,
    )
    return [placed] if order.review_reasons else [placed, OrderConfirmed(**ids, version=1, digest=digest)]
