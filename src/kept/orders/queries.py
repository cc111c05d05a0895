"""Reads: the only way to an order is through what the actor may reach."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from django.db.models import F, QuerySet, Sum

from kept.customers.models import Customer, Join
from kept.journal.events import Event
from kept.journal.models import Entry
from kept.journal.reading import event_of
from kept.kit.refusals import NotFound
from kept.kit.tokens import hash_token, unseal
from kept.orders.agreement.terms import Terms
from kept.orders.events import (
    OrderAdvanced,
    OrderCancelled,
    OrderConfirmed,
    OrderHeld,
    OrderResumed,
    OrderSteppedBack,
    OrderVersionAccepted,
)
from kept.orders.lifecycle import NOT_HANDED_OVER, has_begun
from kept.orders.models import Confirmation, Line, Order, Status
from kept.stores.actor import Actor, Kind
from kept.stores.roles import May


def reachable(actor: Actor) -> QuerySet[Order]:
    """Return the orders this actor may reach: the store's for staff and keys, the one of the link for a customer."""
    orders = Order.objects.filter(store_id=actor.store_id)
    if actor.kind == Kind.CUSTOMER:
        return orders.filter(pk=actor.order_id or 0)
    return orders if actor.may(May.READ_ORDERS) else orders.none()


def order_for(actor: Actor, number: int) -> Order:
    """One order by its number. Raises NotFound for unknown and foreign alike."""
    order = reachable(actor).select_related("store").filter(number=number).first()
    if order is None:
        raise NotFound
    return order


# Between the token of an order's page and what only its mails know; neither contains one.
PROOF = "."


def order_by_token(token: str) -> Order:
    """The order whose page this token opens, as it stands in a mail or without its proof.

    Raises NotFound for unknown and replaced alike.
    """
    link = token.partition(PROOF)[0]
    order = Order.objects.filter(link_hash=hash_token(link)).select_related("store").first()
    if order is None:
        raise NotFound
    return order


def presumed_customer(order: Order) -> Customer | None:
    """Return the known customer whose an order probably is, where nobody stands for it; None where there is none.

    That is the one whose number came with an e-mail address that nobody had, else the one on whose record it stands.
    """
    record = (
        Customer.objects.filter(pk=order.customer_id or 0).select_related("probably__merged_into").first()
    )
    if record is None:
        return None
    known = record.probably.merged_into or record.probably if record.probably else None
    if known is not None and known != record:
        return known
    return record if not order.customer_proven and order.customer_order_no > 1 else None


def joins_of(order: Order) -> list[Join]:
    """Return by what the order became its customer's and could be taken back from them, the newest first."""
    return list(
        Join.objects.filter(store_id=order.store_id, order_id=order.pk, split_at=None).order_by("-pk")
    )


def terms_of(order: Order, version: int | None = None) -> Terms:
    """The frozen terms of a version, the newest unless named. Raises NotFound."""
    confirmation = Confirmation.objects.filter(order=order, version=version or order.version).first()
    if confirmation is None:
        raise NotFound
    return Terms.from_json(confirmation.terms)


def versions_of(order: Order) -> list[Confirmation]:
    """All versions, oldest first."""
    return list(Confirmation.objects.filter(order=order).order_by("version"))


def token_of(order: Order) -> str:
    """The token of the order's page, for those who may say it again; "" when its seal's key is lost.

    The proof that mails carry with it is not said: who has not got the mail has not got the mailbox.
    """
    return (unseal(order.link_sealed) or "").partition(PROOF)[0]


def is_from_mail(order: Order, token: str) -> bool:
    """Tell whether this token of the order's page is the one that its mails carry."""
    if PROOF not in token:
        return False
    return compare_digest(token.encode(), (unseal(order.link_sealed) or "").encode())


def reached(order: Order) -> dict[str, datetime]:
    """Return when the work last reached each status, from the journal: the dates of a promise line."""
    moments = {"received" if order.confirmed_version else "pending": order.placed_at}
    for entry in Entry.objects.of(*_MOVES).filter(order_id=order.pk).order_by("id"):
        moments[_led_to(event_of(entry))] = entry.at
    return moments


# The events that move the work.
_MOVES = (OrderConfirmed, OrderAdvanced, OrderSteppedBack, OrderHeld, OrderResumed, OrderCancelled)


def _led_to(moved: Event[Any]) -> str:
    match moved:
        case OrderAdvanced(after=status) | OrderSteppedBack(after=status) | OrderResumed(after=status):
            return status
        case OrderHeld():
            return Status.ON_HOLD
        case OrderCancelled():
            return Status.CANCELLED
        case _:
            return Status.RECEIVED


@dataclass(frozen=True, slots=True)
class Begun:
    """The actor who has work on an order in hand, and since when. `kind`, `id` and `name` as the journal has them."""

    kind: str
    id: int | None
    name: str
    since: datetime


def begun_by(order: Order) -> list[Begun]:
    """Everybody who took a step of its work, or accepted a version of it, since it last began; first come first."""
    if not has_begun(order):
        return []
    actors: dict[tuple[str, int | None, str], Begun] = {}
    for entry in Entry.objects.of(*_WORK).filter(order_id=order.pk).order_by("id"):
        actor_key = (entry.actor_kind, entry.actor_id, entry.actor_name)
        match event_of(entry):
            case OrderSteppedBack(after=Status.RECEIVED):
                actors.clear()
            case OrderAdvanced() | OrderVersionAccepted():
                actors.setdefault(actor_key, Begun(*actor_key, entry.at))
    return list(actors.values())


# The events by which somebody works on an order, and the one that can end it.
_WORK = (OrderAdvanced, OrderVersionAccepted, OrderSteppedBack)


def knows_of_changes(actor: Actor, begun: Sequence[Begun]) -> bool:
    """Tell whether the actor who changes this order is the only one who works on it.

    Of a program nobody can say so: several people may stand behind one key.
    """
    themselves = (Kind.STAFF, actor.id)
    return actor.kind == Kind.STAFF and bool(begun) and all((one.kind, one.id) == themselves for one in begun)


def set_aside(store_id: int, variants: Iterable[int]) -> dict[int, int]:
    """Return how many of each variant are reserved for orders that are not handed over yet."""
    quantities = (
        Line.objects.filter(
            store_id=store_id, variant_id__in=list(variants), order__status__in=NOT_HANDED_OVER
        )
        .values_list("variant_id")
        .annotate(pieces=Sum(F("quantity") - F("fulfilled")))
    )
    return {variant: pieces for variant, pieces in quantities if variant and pieces}
