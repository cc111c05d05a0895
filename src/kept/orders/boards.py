"""Reads for the board and the list of orders (C1).

Each does the same work at a thousand orders and at a million: an index leads to the rows that are shown, and
no statement walks over those that are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet, Sum

from kept.messages.models import Message
from kept.orders.models import Order, Request, Status
from kept.orders.queries import reachable
from kept.payments.models import Account
from kept.stores.actor import Actor

# How many orders of one column are read, and how far one is counted beyond them.
MOST_IN_COLUMN = 100
MOST_COUNTED = 1000
MOST_FINISHED = 50


@dataclass(frozen=True, slots=True)
class Column:
    """The orders of one status, those due first in front. `total` in minor units.

    `is_whole`: no more orders are in it than these. `count` ends at MOST_COUNTED.
    """

    status: Status
    orders: list[Order]
    count: int
    total: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the work of one order: money, when the customer last heard, open requests."""

    account: Account | None
    heard_at: datetime | None
    asked: int


def column(actor: Actor, status: Status) -> Column:
    """The orders at this status. Of finished ones only the newest, whose number says nothing."""
    orders = reachable(actor).filter(status=status)
    if status in (Status.DONE, Status.CANCELLED):
        newest = list(orders.order_by("-promised_until", "-id")[:MOST_FINISHED])
        newest.sort(key=lambda order: order.status_at, reverse=True)
        return Column(status, newest, len(newest), 0, is_whole=False)
    found = list(orders.order_by("promised_until", "id")[: MOST_IN_COLUMN + 1])
    if len(found) <= MOST_IN_COLUMN:
        return Column(status, found, len(found), sum(order.total for order in found), is_whole=True)
    counted = orders[:MOST_COUNTED].aggregate(count=Count("pk"), total=Sum("total"))
    return Column(status, found[:MOST_IN_COLUMN], counted["count"], counted["total"], is_whole=False)


def last_change(actor: Actor) -> tuple[datetime | None, int]:
    """When an order of the store last changed, and the newest one: what a page compares to stay true.

    The newest order stands beside the time, because the clock of the machine that took it may be behind.
    """
    at: datetime | None = reachable(actor).aggregate(at=Max("changed_at"))["at"]
    newest = reachable(actor).order_by("-number").values_list("number", flat=True).first()
    return at, newest or 0


def beside(orders: Sequence[Order]) -> dict[int, Beside]:
    """Money, last word and open requests of these orders, in three statements however many there are."""
    ids = [order.pk for order in orders]
    accounts = {account.order_id: account for account in Account.objects.filter(order_id__in=ids)}
    heard = dict(
        Message.objects.filter(order_id__in=ids, to=Message.To.CUSTOMER, handed_over_at__isnull=False)
        .values_list("order_id")
        .annotate(at=Max("handed_over_at"))
    )
    asked = dict(
        Request.objects.filter(order_id__in=ids, answer=Request.Answer.OPEN)
        .values_list("order_id")
        .annotate(count=Count("pk"))
    )
    return {pk: Beside(accounts.get(pk), heard.get(pk), asked.get(pk, 0)) for pk in ids}


def page(
    found: QuerySet[Order], *, status: str = "", before: int | None = None, most: int = 50
) -> list[Order]:
    """At most `most` + 1 orders after the one numbered `before`; the one more tells of another page.

    Newest first, or with a `status` those due last first: each follows an index, every page costs the same.
    """
    if not status:
        after = Q(number__lt=before) if before is not None else Q()
        return list(found.filter(after).order_by("-number")[: most + 1])
    found = found.filter(status=status)
    last = found.filter(number=before).values_list("promised_until", "pk").first() if before else None
    if last is not None:
        found = found.filter(Q(promised_until__lt=last[0]) | Q(promised_until=last[0], pk__lt=last[1]))
    return list(found.order_by("-promised_until", "-pk")[: most + 1])
