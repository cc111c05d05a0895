"""The work on an order: steps, holds, cancelling, confirming by hand, saying that it looks right."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kept.faces.api.auth import Caller
from kept.faces.api.fields import Number
from kept.faces.api.operations import operation
from kept.faces.api.orders.guarding import write_order
from kept.faces.api.orders.inputs import (
    AcknowledgementInput,
    CancellationInput,
    ConfirmationInput,
    HoldInput,
    StepBackInput,
    StepInput,
    VersionAcceptanceInput,
)
from kept.faces.api.orders.outputs import OrderOut
from kept.faces.api.orders.reading import order_with_etag
from kept.faces.api.responses import if_match
from kept.faces.api.writing import WriteResult
from kept.kit.refusals import Invalid
from kept.orders.actions.accept_version import accept_version
from kept.orders.actions.acknowledge_order import acknowledge_order
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.resume_order import resume_order
from kept.orders.actions.step_back_order import step_back_order
from kept.orders.agreement.change_plan import OrderChangeInput, without_lines
from kept.orders.models import Channel, Order
from kept.orders.queries import order_for, terms_of
from kept.stores.roles import May

router = Router()


def on_order(request: HttpRequest, number: int, act: Callable[[Caller, datetime], Order]) -> HttpResponse:
    """Run an action on an order and reply with the order as it stands then (see `write_order`)."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        order = act(caller, now)
        body, tag = order_with_etag(caller.actor, order)
        return 200, body, {"ETag": tag}

    return write_order(request, number, perform)


@operation(
    router.post,
    "/orders/{number}/steps",
    id="orders.advance",
    scopes={May.READ_ORDERS, May.ADVANCE_ORDERS},
    guarded=True,
    response=OrderOut,
    summary="Take the next step",
    example={"to": "shipped", "tracking_number": "00340434292135100186"},
)
def advance(request: HttpRequest, number: Number, body: StepInput) -> HttpResponse:
    """Take the order to its next status, or to the one named by `to` where it may follow.

    Work that began by an older version than the one that holds is refused (409, `not_accepted`) until somebody
    accepts that version, with both in `facts.versions` and what is different in `facts.differences`.
    """
    return on_order(
        request,
        number,
        lambda caller, now: advance_order(
            actor=caller.actor,
            number=number,
            to=body.to,
            seen=if_match(request),
            tracking_number=body.tracking_number,
            tracking_url=body.tracking_url,
            now=now,
        ),
    )


@operation(
    router.post,
    "/orders/{number}/steps-back",
    id="orders.step_back",
    scopes={May.READ_ORDERS, May.ADVANCE_ORDERS},
    guarded=True,
    response=OrderOut,
    summary="Take a step back",
    example={},
)
def step_back(request: HttpRequest, number: Number, body: StepBackInput) -> HttpResponse:
    """Take back a step that was a mistake. Nothing is sent, and what still waited to be sent is not."""
    return on_order(
        request,
        number,
        lambda caller, now: step_back_order(
            actor=caller.actor, number=number, to=body.to, seen=if_match(request), now=now
        ),
    )


@operation(
    router.put,
    "/orders/{number}/hold",
    id="orders.hold",
    scopes={May.READ_ORDERS, May.ADVANCE_ORDERS},
    guarded=True,
    response=OrderOut,
    summary="Put on hold",
    example={"reason": "The peonies arrive on Thursday."},
)
def hold(request: HttpRequest, number: Number, body: HoldInput) -> HttpResponse:
    """Stop the work for now; the order remembers where it was."""
    return on_order(
        request,
        number,
        lambda caller, now: hold_order(
            actor=caller.actor, number=number, why=body.reason, seen=if_match(request), now=now
        ),
    )


@operation(
    router.delete,
    "/orders/{number}/hold",
    id="orders.resume",
    scopes={May.READ_ORDERS, May.ADVANCE_ORDERS},
    guarded=True,
    response=OrderOut,
    summary="Resume",
)
def resume(request: HttpRequest, number: Number) -> HttpResponse:
    """Go on with the work where it had stopped; refused (409, `not_accepted`) as a step is."""
    return on_order(
        request,
        number,
        lambda caller, now: resume_order(actor=caller.actor, number=number, seen=if_match(request), now=now),
    )


@operation(
    router.post,
    "/orders/{number}/cancellation",
    id="orders.cancel",
    scopes={May.READ_ORDERS, May.CANCEL_ORDERS},
    guarded=True,
    response=OrderOut,
    summary="Cancel, whole or by line",
    example={"reason": "Ordered twice by mistake"},
)
def cancel(request: HttpRequest, number: Number, body: CancellationInput) -> HttpResponse:
    """Call off the whole order; or, with `lines`, those only, which is a change with a version of its own."""
    if not body.lines:
        return on_order(
            request,
            number,
            lambda caller, now: cancel_order(
                actor=caller.actor, number=number, why=body.reason, seen=if_match(request), now=now
            ),
        )
    return on_order(request, number, lambda caller, now: _cancel_lines(request, caller, number, body, now))


def _cancel_lines(
    request: HttpRequest, caller: Caller, number: int, body: CancellationInput, now: datetime
) -> Order:
    order = order_for(caller.actor, number)
    agreed = terms_of(order)
    if unknown := sorted(set(body.lines) - {line.key for line in agreed.lines}):
        raise Invalid(_("A named line is not part of this order."), field="lines", unknown=unknown)
    change = change_order(
        actor=caller.actor,
        number=number,
        seen=if_match(request),
        seen_version=order.version,
        change=OrderChangeInput(lines=without_lines(agreed, body.lines)),
        channel=Channel.API,
        reason=body.reason,
        now=now,
    )
    return change.order


@operation(
    router.post,
    "/orders/{number}/confirmation",
    id="orders.confirm",
    scopes={May.READ_ORDERS, May.CONFIRM_ORDERS},
    guarded=True,
    response=OrderOut,
    summary="Confirm by hand",
    example={"note": "We can do this in white, too."},
)
def confirm(request: HttpRequest, number: Number, body: ConfirmationInput) -> HttpResponse:
    """Say yes to an order that is under review; the buyer's confirmation goes out, with `note` in it.

    A promise that has passed gives way to one that can be held: a version of its own, which the confirmation is of. It
    says that it is other than ordered.
    """
    return on_order(
        request,
        number,
        lambda caller, now: confirm_order(
            actor=caller.actor,
            number=number,
            seen=if_match(request),
            note=body.note,
            promised=body.promised(),
            now=now,
        ),
    )


@operation(
    router.post,
    "/orders/{number}/acknowledgements",
    id="orders.acknowledge",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    guarded=True,
    repeats={"version": "/version"},
    response=OrderOut,
    summary="Acknowledge a version",
    example={"version": 1},
)
def acknowledge(request: HttpRequest, number: Number, body: AcknowledgementInput) -> HttpResponse:
    """Write down that the buyer found a version right. Saying it again changes nothing.

    A version that is not the newest is refused (409) with both in `facts.versions`, and `facts.differences`.
    """
    return on_order(
        request,
        number,
        lambda caller, now: acknowledge_order(
            actor=caller.actor,
            number=number,
            version=body.version,
            channel=body.channel,
            seen=if_match(request),
            now=now,
        ),
    )


@operation(
    router.post,
    "/orders/{number}/acceptances",
    id="orders.accept_version",
    scopes={May.READ_ORDERS, May.ADVANCE_ORDERS},
    guarded=True,
    response=OrderOut,
    summary="Accept a newer version",
    example={"version": 2},
)
def accept(request: HttpRequest, number: Number, body: VersionAcceptanceInput) -> HttpResponse:
    """Write down that whoever works has looked at a version that was agreed after the work had begun.

    Saying it again changes nothing. A version that is not the newest is refused (409) with both in
    `facts.versions`, and `facts.differences`.
    """
    return on_order(
        request,
        number,
        lambda caller, now: accept_version(
            actor=caller.actor, number=number, version=body.version, seen=if_match(request), now=now
        ),
    )
