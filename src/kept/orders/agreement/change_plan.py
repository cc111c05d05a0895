"""The plan of a change: what preview shows and the commit does, worked out once (A4)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Sum
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from kept.customers.identities import email_identity, phone_identity
from kept.customers.names import person_name
from kept.kit.refusals import Invalid
from kept.kit.text import paragraphs
from kept.orders.agreement.differences import Difference, differences, says_where_to_write
from kept.orders.agreement.feasibility import can_be_held, lies_ahead
from kept.orders.agreement.inputs import LONGEST_NAME, LONGEST_NOTE, CustomerInput, FulfilmentInput, LineInput
from kept.orders.agreement.quote import PricedOrder, instant, price_order
from kept.orders.agreement.terms import Party, Promise, Terms, TermsLine
from kept.orders.lifecycle import (
    can_be_changed,
    exists_for,
    has_begun,
    is_cancelled,
    is_on_hold,
    steps_back_from,
    work_status,
)
from kept.orders.models import Line, Order
from kept.orders.refusals import NO_PAYMENT_LATER, CannotChange, PaymentNotOffered
from kept.orders.writes import notes, summary
from kept.payments.methods import methods
from kept.payments.models import Account
from kept.payments.steps import state_of
from kept.stock.models import Movement
from kept.stores.actor import Actor


@dataclass(frozen=True, slots=True)
class OrderChangeInput:
    """The input of a change: None leaves a part as it was agreed.

    `lines` is the whole new list: a line that keeps its `key` is the agreed one, a line left out is taken
    out, a line without `key` is new. A key that is no agreed line's, or stands there twice, is refused.
    `payment` is the code of a payment method that the fulfilment method offers.
    """

    lines: tuple[LineInput, ...] | None = None
    fulfilment: FulfilmentInput | None = None
    customer: CustomerInput | None = None
    note: str | None = None
    payment: str | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """The effect of a change on the money, in minor units. `balance` after it: what is still owed, or (negative)
    owed back."""

    total_before: int
    total_after: int
    received: int
    balance: int
    state: str


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """The four effects of a change: items (`differences`), `money`, `stock`, and whether a message goes out.

    `stock`: variant id → pieces that will be taken (positive) or put back (negative). `begun` says that
    somebody has already started on the old version; `back_to` is the status that the work goes back to where the new
    method has no such status ("" when it stays). `promised` is the promise so far; `terms` has the one after it.
    `new_link`: whoever was written to so far is somebody else, so the order's link is replaced.
    """

    revision: int
    version: int
    terms: Terms
    differences: tuple[Difference, ...]
    money: Money
    stock: dict[int, int]
    begun: bool
    back_to: str
    promised: Promise | None
    new_link: bool

    @property
    def changes_anything(self) -> bool:
        """False: nothing a customer could see is different, so there will be no version and no message."""
        return bool(self.differences)

    @property
    def fingerprint(self) -> str:
        """Return the same text for the same four effects: a commit that names it does exactly what was shown, or
        refuses."""
        effects = [
            self.terms.canonical(),
            self.changes(),
            asdict(self.money),
            sorted(self.stock.items()),
            self.begun,
            self.back_to,
        ]
        return hashlib.sha256(json.dumps(effects, sort_keys=True).encode()).hexdigest()

    def changes(self) -> list[dict[str, Any]]:
        """Return the differences as plain values, for the message and the preview."""
        return [asdict(difference) for difference in self.differences]


def change_facts(changes: list[dict[str, Any]], *, reason: str) -> dict[str, Any]:
    """Return what a message says about a change."""
    return {"changes": changes, "reason": reason}


def confirmation_facts(changes: list[dict[str, Any]], *, reason: str) -> dict[str, Any]:
    """Return what the customer's message about a change says.

    A customer who could not be written to before gets the confirmation itself, not the news of a change.
    """
    return change_facts([] if says_where_to_write(changes) else changes, reason=reason)


def plan_change(
    *, actor: Actor, order: Order, agreed: Terms, account: Account, change: OrderChangeInput, now: datetime
) -> ChangePlan:
    """Work out what a change would do; it writes nothing. Raises as `price_order` does, and CannotChange.

    Whoever could not be written to may say where at any time, until the order is cancelled.
    """
    if not can_be_changed(order) and not _says_where_to_write(order, agreed, change):
        raise CannotChange(status=order.status)
    priced = _priced(actor, order, agreed, change, now, promised=_kept_promise(agreed, change))
    terms = replace(
        agreed,
        customer=_party(order, agreed, change),
        lines=priced.lines,
        fulfilment=priced.fulfilment,
        promise=priced.promise,
        amounts=priced.amounts,
        payment=_payment(agreed, priced, account, change),
        note=agreed.note if change.note is None else paragraphs(change.note, LONGEST_NOTE, "note"),
    )
    return _plan(order, agreed, account, terms, _stock(agreed, priced, taken_by(order)))


def plan_confirmation(
    *, actor: Actor, order: Order, agreed: Terms, account: Account, named: datetime | None, now: datetime
) -> ChangePlan:
    """Work out what confirming by hand would make of the promise; nothing else of what was agreed is another.

    Work begins when it is confirmed, so a promise that has passed meanwhile, or that leaves too little time, gives way
    to the soonest that can be held. `named` is the time that whoever confirms names: the agreed one for as long as it
    lies ahead, on their own word, or any that can be held. Raises CannotPromise.
    """
    promise = _promise_to_confirm(actor, order, agreed, named, now)
    return _plan(order, agreed, account, replace(agreed, promise=promise), {})


def _plan(order: Order, agreed: Terms, account: Account, terms: Terms, stock: dict[int, int]) -> ChangePlan:
    different = differences(agreed, terms)
    after = terms.amounts.total
    return ChangePlan(
        revision=order.revision,
        version=order.version + 1 if different else order.version,
        terms=terms,
        differences=tuple(different),
        money=Money(
            agreed.amounts.total,
            after,
            account.received,
            after - account.received,
            state_of(after, account.received),
        ),
        stock=stock,
        begun=has_begun(order),
        back_to=_back_to(order, terms),
        promised=agreed.promise,
        new_link=agreed.customer.email not in ("", terms.customer.email),
    )


def _promise_to_confirm(
    actor: Actor, order: Order, agreed: Terms, named: datetime | None, now: datetime
) -> Promise | None:
    promised, kind = agreed.promise, agreed.fulfilment.kind
    if promised is None:
        return None
    names_it = named is not None and instant(named.astimezone(UTC)) == promised.earliest
    if names_it and lies_ahead(promised, kind, now):
        return promised
    wish = OrderChangeInput(fulfilment=replace(fulfilment_as_input(agreed), wished=named))
    possible = _priced(actor, order, agreed, wish, now, promised=None, to_quote=True).promise
    if named is None and possible and can_be_held(promised, possible, kind):
        return promised
    return possible


def _says_where_to_write(order: Order, agreed: Terms, change: OrderChangeInput) -> bool:
    says_more = change.lines, change.fulfilment, change.note, change.payment
    if agreed.customer.email or is_cancelled(order):
        return False
    return change.customer is not None and all(part is None for part in says_more)


def apply_plan(order: Order, plan: ChangePlan, *, now: datetime) -> None:
    """Give the row of an order, not saved here, what the plan has for it.

    Where the new method has no such status, the work goes back; an order on hold goes on from there later.
    """
    terms = plan.terms
    if plan.back_to and is_on_hold(order):
        order.held_from = plan.back_to
    elif plan.back_to:
        order.status, order.status_at = plan.back_to, now
    order.version = plan.version
    if order.confirmed_version:
        order.confirmed_version = plan.version
    order.customer_name = terms.customer.name
    order.email = terms.customer.email
    order.phone = terms.customer.phone
    order.fulfilment_kind = terms.fulfilment.kind
    order.total = terms.amounts.total
    order.pieces = terms.pieces
    order.summary = summary(terms.lines)
    order.notes = notes(terms)
    order.promised_from = parse_datetime(terms.promise.earliest) if terms.promise else None
    order.promised_until = parse_datetime(terms.promise.latest) if terms.promise else None
    order.revision += 1
    order.changed_at = now


def _priced(
    actor: Actor,
    order: Order,
    agreed: Terms,
    change: OrderChangeInput,
    now: datetime,
    *,
    promised: Promise | None,
    to_quote: bool = False,
) -> PricedOrder:
    lines = as_input(agreed) if change.lines is None else change.lines
    return price_order(
        actor=actor,
        store=order.store,
        lines=lines,
        fulfilment=change.fulfilment or fulfilment_as_input(agreed),
        now=now,
        agreed=agreed,
        first_key=Line.objects.filter(order=order).count() + 1,
        promised=promised,
        to_quote=to_quote,
    )


def _kept_promise(agreed: Terms, change: OrderChangeInput) -> Promise | None:
    """The promise stands unless the method or the wish is another: fewer flowers are not a later bouquet.

    More of them can be: that pricing finds out.
    """
    if change.fulfilment is None:
        return agreed.promise
    same_method = change.fulfilment.method == agreed.fulfilment.method
    wished = instant(change.fulfilment.wished.astimezone(UTC)) if change.fulfilment.wished else None
    same_wish = wished is None or (agreed.promise is not None and wished == agreed.promise.earliest)
    return agreed.promise if same_method and same_wish else None


def as_input(agreed: Terms) -> tuple[LineInput, ...]:
    """Return the agreed lines as the input of somebody who wants no difference."""
    return tuple(
        LineInput(
            quantity=line.quantity,
            key=line.key,
            options=tuple(option.id for option in line.options),
            note=line.note,
            title=line.title if line.variant is None else "",
            tax_rate=line.tax_rate,
        )
        for line in agreed.lines
    )


def without_lines(agreed: Terms, keys: Iterable[str]) -> tuple[LineInput, ...]:
    """Return the agreed lines but for those named: cancelling by line is a change like any other. Refuses all of them
    with Invalid."""
    taken_out = set(keys)
    remaining = tuple(line for line in as_input(agreed) if line.key not in taken_out)
    if not remaining:
        raise Invalid(_("That would be every line: cancel the whole order instead."), field="lines")
    return remaining


def fulfilment_as_input(agreed: Terms) -> FulfilmentInput:
    """Return the agreed fulfilment as the input of somebody who wants no difference."""
    fulfilment = agreed.fulfilment
    return FulfilmentInput(
        method=fulfilment.method,
        address=fulfilment.address or None,
        recipient=fulfilment.recipient,
        instructions=fulfilment.instructions,
    )


def _payment(agreed: Terms, priced: PricedOrder, account: Account, change: OrderChangeInput) -> str:
    """Return how it is paid: as agreed while the fulfilment method stays, or while nothing is left to pay."""
    payment = change.payment or agreed.payment
    same_method = priced.fulfilment.method == agreed.fulfilment.method
    settled = priced.amounts.total <= account.received
    if payment == agreed.payment and (same_method or settled or payment in priced.method.pay_by):
        return payment
    allowed = [methods()[code] for code in priced.method.pay_by if code in methods()]
    offered = [method for method in allowed if method.can_be_agreed_later]
    if payment in [one.code for one in offered]:
        return payment
    raise PaymentNotOffered(
        NO_PAYMENT_LATER if not offered else None,
        field="payment",
        method=priced.fulfilment.name,
        offered=[one.code for one in offered],
        choice=", ".join(str(one.words.short) for one in offered),
    )


def _back_to(order: Order, terms: Terms) -> str:
    """A bouquet that lies ready at the counter is not ready for the post: its work goes back a step."""
    stands = work_status(order)
    kind = terms.fulfilment.kind
    return "" if exists_for(stands, kind) else steps_back_from(stands, kind)[0]


def _party(order: Order, agreed: Terms, change: OrderChangeInput) -> Party:
    if change.customer is None:
        return agreed.customer
    party = Party(
        name=_changed_name(agreed, change.customer),
        email=email_identity(change.customer.email),
        phone=agreed.customer.phone
        if change.customer.phone.strip() == agreed.customer.phone
        else phone_identity(change.customer.phone, order.store.country),
    )
    if (party.email or party.phone) and not party.name:
        raise Invalid(_("Enter a name as well, so that messages can address the customer."), field="name")
    if order.customer_id and not party.email and not party.phone:
        raise Invalid(
            _("An e-mail address or a phone number is needed to reach this customer."), field="email"
        )
    return party


def _changed_name(agreed: Terms, customer: CustomerInput) -> str:
    """Return the name as agreed, or another one: one that was agreed under older, laxer rules stays."""
    if customer.name.strip() in ("", agreed.customer.name):
        return agreed.customer.name
    return person_name(customer.name, LONGEST_NAME)


def taken_by(order: Order) -> dict[int, int]:
    """Return the pieces that this order has taken and not put back, by variant: the stock ledger alone knows."""
    movements = (
        Movement.objects.filter(order_id=order.pk).values_list("variant_id").annotate(moved=Sum("quantity"))
    )
    return {variant: -moved for variant, moved in movements if moved}


def _stock(agreed: Terms, priced: PricedOrder, taken: dict[int, int]) -> dict[int, int]:
    """Only a difference in pieces moves goods, and never more comes back than was taken."""
    before = _pieces(agreed.lines)
    after = _pieces(priced.lines)
    moves: dict[int, int] = {}
    for variant in sorted(before.keys() | after.keys()):
        more = after.get(variant, 0) - before.get(variant, 0)
        if more > 0 and variant in priced.stock_needed:
            moves[variant] = more
        elif more < 0 and taken.get(variant, 0):
            moves[variant] = max(more, -taken[variant])
    return moves


def _pieces(lines: tuple[TermsLine, ...]) -> dict[int, int]:
    pieces: dict[int, int] = {}
    for line in lines:
        if line.variant is not None:
            pieces[line.variant] = pieces.get(line.variant, 0) + line.quantity
    return pieces
