"""Findings: what waits for a person, and what is decided about it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from kept.faces.api.auth import Caller, caller
from kept.faces.api.fields import BIGGEST_ID, BIGGEST_NUMBER, RowId
from kept.faces.api.findings import schemas as shape
from kept.faces.api.findings.examples import ACCEPT
from kept.faces.api.operations import operation
from kept.faces.api.paging import Cursor, Limit, cut
from kept.faces.api.responses import reply
from kept.faces.api.values import Plain, page
from kept.faces.api.writing import Done, write
from kept.findings.actions.accept_finding import accept_finding
from kept.findings.actions.assign_finding import assign_finding
from kept.findings.actions.reopen_finding import reopen_finding
from kept.findings.actions.settle_finding import settle_finding
from kept.findings.models import Finding
from kept.findings.queries import finding_for, in_state, reachable
from kept.orders.models import Order
from kept.orders.queries import reachable as reachable_orders
from kept.stores.roles import May

router = Router()


@operation(
    router.get,
    "/findings",
    id="findings.read_many",
    scopes={May.READ_ORDERS},
    response=shape.FindingPage,
    summary="Read what waits for a person",
)
def read_many(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    state: shape.FindingState | None = None,
    kind: Annotated[
        str | None, Field(max_length=40, pattern=r"^[a-z_]+$", examples=["message_failed"])
    ] = None,
    order: Annotated[int | None, Field(ge=1, le=BIGGEST_NUMBER, description="An order's number.")] = None,
    owner: Annotated[
        int | None, Field(ge=1, le=BIGGEST_ID, description="The id of a member of staff.")
    ] = None,
) -> HttpResponse:
    """The findings of the store, newest first: whole, or those of one state, kind, order or owner."""
    actor, now = caller(request).actor, timezone.now()
    found = reachable(actor).select_related("owner__user").order_by("-id")
    if cursor:
        found = found.filter(pk__lt=int(cursor))
    if state:
        found = found.filter(in_state(state, now))
    if kind:
        found = found.filter(kind=kind)
    if order:
        found = found.filter(order_id__in=reachable_orders(actor).filter(number=order).values("pk"))
    if owner:
        found = found.filter(owner_id=owner)
    rows, following = cut(found, limit, lambda row: row.pk)
    numbers = _numbers(rows)
    return reply(page([shape.finding(row, numbers, now) for row in rows], following))


@operation(
    router.get,
    "/findings/{finding_id}",
    id="findings.read",
    scopes={May.READ_ORDERS},
    response=shape.FindingOut,
    summary="Read a finding",
)
def read(request: HttpRequest, finding_id: RowId) -> HttpResponse:
    """One finding as it stands."""
    return reply(_shown(caller(request), finding_id, timezone.now()))


@operation(
    router.post,
    "/findings/{finding_id}/settlement",
    id="findings.settle",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    response=shape.FindingOut,
    summary="Settle a finding",
    example={"reason": "Rang her: she has the confirmation on paper."},
)
def settle(request: HttpRequest, finding_id: RowId, given: shape.SettlementInput) -> HttpResponse:
    """Say that nothing is left to be done, and why. Refused (409, `already_settled`) for what is over already."""
    return _decide(
        request,
        finding_id,
        lambda who, now: settle_finding(actor=who.actor, finding_id=finding_id, reason=given.reason, now=now),
    )


@operation(
    router.post,
    "/findings/{finding_id}/acceptance",
    id="findings.accept",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    response=shape.FindingOut,
    summary="Let a finding be",
    example=ACCEPT,
)
def accept(request: HttpRequest, finding_id: RowId, given: shape.AcceptanceInput) -> HttpResponse:
    """Say that it may wait until a time, and why; then it is open again by itself. Accepting again names another."""
    return _decide(
        request,
        finding_id,
        lambda who, now: accept_finding(
            actor=who.actor,
            finding_id=finding_id,
            until=datetime.fromisoformat(given.until),
            reason=given.reason,
            now=now,
        ),
    )


@operation(
    router.post,
    "/findings/{finding_id}/reopening",
    id="findings.reopen",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    response=shape.FindingOut,
    summary="Reopen a finding",
)
def reopen(request: HttpRequest, finding_id: RowId) -> HttpResponse:
    """Take back that it was settled or accepted. Refused (409, `already_open`) for what is open, or was found anew."""
    return _decide(
        request,
        finding_id,
        lambda who, now: reopen_finding(actor=who.actor, finding_id=finding_id, now=now),
    )


@operation(
    router.put,
    "/findings/{finding_id}/owner",
    id="findings.assign",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    response=shape.FindingOut,
    summary="Give a finding to somebody",
    example={"staff": None},
)
def assign(request: HttpRequest, finding_id: RowId, given: shape.OwnerInput) -> HttpResponse:
    """Say who sees to it; `null` for nobody. Somebody who has no place in the store is not found."""
    return _decide(
        request,
        finding_id,
        lambda who, now: assign_finding(
            actor=who.actor, finding_id=finding_id, staff_id=given.staff, now=now
        ),
    )


def _decide(
    request: HttpRequest, finding_id: int, act: Callable[[Caller, datetime], Finding]
) -> HttpResponse:
    def work(who: Caller, now: datetime) -> Done:
        act(who, now)
        return 200, _shown(who, finding_id, now), {}

    return write(request, work)


def _shown(who: Caller, finding_id: int, now: datetime) -> Plain:
    row = finding_for(who.actor, finding_id)
    return shape.finding(row, _numbers([row]), now)


def _numbers(rows: Iterable[Finding]) -> dict[int, int]:
    orders = {row.order_id for row in rows if row.order_id is not None}
    return dict(Order.objects.filter(pk__in=orders).values_list("pk", "number")) if orders else {}
