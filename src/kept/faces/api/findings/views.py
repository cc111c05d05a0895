"""The operations on findings: what waits for a person, and what is decided about it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.fields import BIGGEST_ID, BIGGEST_NUMBER, RowId
from kept.faces.api.findings.examples import ACCEPT
from kept.faces.api.findings.schemas import (
    FindingAcceptanceInput,
    FindingOut,
    FindingOwnerInput,
    FindingPage,
    FindingSettlementInput,
    FindingState,
    finding_out,
)
from kept.faces.api.operations import operation
from kept.faces.api.paging import Cursor, Limit, page_response
from kept.faces.api.responses import json_response
from kept.faces.api.writing import WriteResult, write
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
    id="findings.list",
    scopes={May.READ_ORDERS},
    response=FindingPage,
    summary="Read what waits for a person",
)
def list_findings(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    state: FindingState | None = None,
    kind: Annotated[
        str | None, Field(max_length=40, pattern=r"^[a-z_]+$", examples=["message_failed"])
    ] = None,
    order: Annotated[int | None, Field(ge=1, le=BIGGEST_NUMBER, description="An order's number.")] = None,
    owner: Annotated[
        int | None, Field(ge=1, le=BIGGEST_ID, description="The id of a member of staff.")
    ] = None,
) -> HttpResponse:
    """List the findings of the store, newest first: all, or those of one state, kind, order or owner."""
    actor, now = caller_of(request).actor, timezone.now()
    rows = reachable(actor).select_related("owner__user")
    if state:
        rows = rows.filter(in_state(state, now))
    if kind:
        rows = rows.filter(kind=kind)
    if order:
        rows = rows.filter(order_id__in=reachable_orders(actor).filter(number=order).values("pk"))
    if owner:
        rows = rows.filter(owner_id=owner)
    return page_response(rows, cursor, limit, lambda page: _findings_out(page, now), by="-pk")


@operation(
    router.get,
    "/findings/{finding_id}",
    id="findings.get",
    scopes={May.READ_ORDERS},
    response=FindingOut,
    summary="Read a finding",
)
def get_finding(request: HttpRequest, finding_id: RowId) -> HttpResponse:
    """Get a finding as it stands."""
    row = finding_for(caller_of(request).actor, finding_id)
    return json_response(_findings_out([row], timezone.now())[0])


@operation(
    router.post,
    "/findings/{finding_id}/settlement",
    id="findings.settle",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    response=FindingOut,
    summary="Settle a finding",
    example={"reason": "Rang her: she has the confirmation on paper."},
)
def settle(request: HttpRequest, finding_id: RowId, body: FindingSettlementInput) -> HttpResponse:
    """Say that nothing is left to be done, and why. Refused (409, `already_settled`) for what is over already."""
    return _decide(
        request,
        finding_id,
        lambda caller, now: settle_finding(
            actor=caller.actor, finding_id=finding_id, reason=body.reason, now=now
        ),
    )


@operation(
    router.post,
    "/findings/{finding_id}/acceptance",
    id="findings.accept",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    response=FindingOut,
    summary="Let a finding be",
    example=ACCEPT,
)
def accept(request: HttpRequest, finding_id: RowId, body: FindingAcceptanceInput) -> HttpResponse:
    """Say that it may wait until a time, and why; then it is open again by itself. Accepting again names another."""
    return _decide(
        request,
        finding_id,
        lambda caller, now: accept_finding(
            actor=caller.actor,
            finding_id=finding_id,
            until=datetime.fromisoformat(body.until),
            reason=body.reason,
            now=now,
        ),
    )


@operation(
    router.post,
    "/findings/{finding_id}/reopening",
    id="findings.reopen",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    response=FindingOut,
    summary="Reopen a finding",
)
def reopen(request: HttpRequest, finding_id: RowId) -> HttpResponse:
    """Take back that it was settled or accepted. Refused (409, `already_open`) for what is open, or was found anew."""
    return _decide(
        request,
        finding_id,
        lambda caller, now: reopen_finding(actor=caller.actor, finding_id=finding_id, now=now),
    )


@operation(
    router.put,
    "/findings/{finding_id}/owner",
    id="findings.assign",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    response=FindingOut,
    summary="Give a finding to somebody",
    example={"owner": None},
)
def assign(request: HttpRequest, finding_id: RowId, body: FindingOwnerInput) -> HttpResponse:
    """Say who sees to it; `null` for nobody. Somebody who has no place in the store is not found."""
    return _decide(
        request,
        finding_id,
        lambda caller, now: assign_finding(
            actor=caller.actor, finding_id=finding_id, staff_id=body.owner, now=now
        ),
    )


def _decide(
    request: HttpRequest, finding_id: int, act: Callable[[Caller, datetime], Finding]
) -> HttpResponse:
    def perform(caller: Caller, now: datetime) -> WriteResult:
        act(caller, now)
        return 200, _findings_out([finding_for(caller.actor, finding_id)], now)[0], {}

    return write(request, perform)


def _findings_out(rows: Sequence[Finding], now: datetime) -> list[FindingOut]:
    orders = {row.order_id for row in rows if row.order_id is not None}
    numbers = dict(Order.objects.filter(pk__in=orders).values_list("pk", "number")) if orders else {}
    return [finding_out(row, numbers, now) for row in rows]
