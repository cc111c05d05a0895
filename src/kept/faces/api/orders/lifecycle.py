"""The work on an order: steps, holds, cancelling, confirming by hand, saying that it looks right."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kept.faces.api.auth import Caller
from kept.faces.api.fields import Number
from kept.faces.api.operations import operation
from kept.faces.api.orders.guarding import guarded
from kept.faces.api.orders.inputs import (
    AcceptanceGiven,
    AcknowledgementGiven,
    CancellationWanted,
    ConfirmationWanted,
    HoldWanted,
    StepBackWanted,
    StepWanted,
)
from kept.faces.api.orders.outputs import OrderShown
from kept.faces.api.orders.reading import whole_order
from kept.faces.api.responses import seen
from kept.faces.api.writing import Done
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
    """Run an action on an order and answer with the order as it stands then (see `guarded`)."""

    def work(who: Caller, now: datetime) -> Done:
        order = act(who, now)
        body, tag = whole_order(who.actor, order)
        return 200, body, {"ETag": tag}

    return guarded(request, number, work)


@operation(
    router.post,
    "/orders/{number}/steps",
    id="work.advance",
    scopes={May.READ_ORDERS, May.ADVANCE_ORDERS},
    guarded=True,
    response=OrderShown,
    summary="Take the next step",
    example={"to": "shipped", "tracking_number": "00340434292135100186"},
)
def advance(request: HttpRequest, number: Number, asked: StepWanted) -> HttpResponse:
    """The next status, or the one named by `to` where it may follow.

    Work that began by an older version than the one that holds is refused (409, `not_accepted`) until somebody
    accepts that version, with both in `facts.versions` and what is different in `facts.differences`.
    """
    return on_order(
        request,
        number,
        lambda who, now: advance_order(
            actor=who.actor,
            number=number,
            to=asked.to,
            seen=seen(request),
            tracking_number=asked.tracking_number,
            tracking_url=asked.tracking_url,
            now=now,
        ),
    )


@operation(
    router.post,
    "/orders/{number}/steps-back",
    id="work.step_back",
    scopes={May.READ_ORDERS, May.ADVANCE_ORDERS},
    guarded=True,
    response=OrderShown,
    summary="Take a step back",
    example={},
)
def step_back(request: HttpRequest, number: Number, asked: StepBackWanted) -> HttpResponse:
    """A step that was a mistake. Nothing is sent, and what still waited to be sent is not."""
    return on_order(
        request,
        number,
        lambda who, now: step_back_order(
            actor=who.actor, number=number, to=asked.to, seen=seen(request), now=now
        ),
    )


@operation(
    router.put,
    "/orders/{number}/hold",
    id="work.hold",
    scopes={May.READ_ORDERS, May.ADVANCE_ORDERS},
    guarded=True,
    response=OrderShown,
    summary="Put on hold",
    example={"why": "The peonies arrive on Thursday."},
)
def hold(request: HttpRequest, number: Number, asked: HoldWanted) -> HttpResponse:
    """Work stops for now; the order remembers where it was."""
    return on_order(
        request,
        number,
        lambda who, now: hold_order(
            actor=who.actor, number=number, why=asked.why, seen=seen(request), now=now
        ),
    )


@operation(
    router.delete,
    "/orders/{number}/hold",
    id="work.resume",
    scopes={May.READ_ORDERS, May.ADVANCE_ORDERS},
    guarded=True,
    response=OrderShown,
    summary="Let it go on",
)
def resume(request: HttpRequest, number: Number) -> HttpResponse:
    """Work goes on where it had stopped; refused (409, `not_accepted`) as a step is."""
    return on_order(
        request,
        number,
        lambda who, now: resume_order(actor=who.actor, number=number, seen=seen(request), now=now),
    )


@operation(
    router.post,
    "/orders/{number}/cancellation",
    id="work.cancel",
    scopes={May.READ_ORDERS, May.CANCEL_ORDERS},
    guarded=True,
    response=OrderShown,
    summary="Cancel, whole or by line",
    example={"why": "Ordered twice by mistake"},
)
def cancel(request: HttpRequest, number: Number, asked: CancellationWanted) -> HttpResponse:
    """Call off the whole order; or, with `lines`, those only, which is a change with a version of its own."""
    if not asked.lines:
        return on_order(
            request,
            number,
            lambda who, now: cancel_order(
                actor=who.actor, number=number, why=asked.why, seen=seen(request), now=now
            ),
        )
    return on_order(request, number, lambda who, now: _without(request, who, number, asked, now))


def _without(
    request: HttpRequest, who: Caller, number: int, asked: CancellationWanted, now: datetime
) -> Order:
    order = order_for(who.actor, number)
    agreed = terms_of(order)
    if unknown := sorted(set(asked.lines) - {line.key for line in agreed.lines}):
        raise Invalid(_("A named line is not part of this order."), field="lines", unknown=unknown)
    changed = change_order(
        actor=who.actor,
        number=number,
        seen=seen(request),
        seen_version=order.version,
        change=OrderChangeInput(lines=without_lines(agreed, asked.lines)),
        channel=Channel.API,
        reason=asked.why,
        now=now,
    )
    return changed.order


@operation(
    router.post,
    "/orders/{number}/confirmation",
    id="work.confirm",
    scopes={May.READ_ORDERS, May.CONFIRM_ORDERS},
    guarded=True,
    response=OrderShown,
    summary="Confirm by hand",
    example={"note": "We can do this in white, too."},
)
def confirm(request: HttpRequest, number: Number, asked: ConfirmationWanted) -> HttpResponse:
    """Say yes to an order that is held for review; the buyer's confirmation goes out, with `note` in it.

    A promise that has passed gives way to one that can be held: a version of its own, which the confirmation is of. It
    says that it is other than ordered.
    """
    return on_order(
        request,
        number,
        lambda who, now: confirm_order(
            actor=who.actor,
            number=number,
            seen=seen(request),
            note=asked.note,
            promised=asked.promised(),
            now=now,
        ),
    )


@operation(
    router.post,
    "/orders/{number}/acknowledgements",
    id="work.acknowledge",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    guarded=True,
    repeats={"version": "/version"},
    response=OrderShown,
    summary="It looks right",
    example={"version": 1},
)
def acknowledge(request: HttpRequest, number: Number, asked: AcknowledgementGiven) -> HttpResponse:
    """Write down that the buyer found a version right. Saying it again changes nothing.

    A version that is not the newest is refused (409) with both in `facts.versions`, and `facts.differences`.
    """
    return on_order(
        request,
        number,
        lambda who, now: acknowledge_order(
            actor=who.actor,
            number=number,
            version=asked.version,
            channel=asked.channel,
            seen=seen(request),
            now=now,
        ),
    )


@operation(
    router.post,
    "/orders/{number}/acceptances",
    id="work.accept",
    scopes={May.READ_ORDERS, May.ADVANCE_ORDERS},
    guarded=True,
    response=OrderShown,
    summary="Work goes on by a newer version",
    example={"version": 2},
)
def accept(request: HttpRequest, number: Number, asked: AcceptanceGiven) -> HttpResponse:
    """Write down that whoever works has looked at a version that was agreed after the work had begun.

    Saying it again changes nothing. A version that is not the newest is refused (409) with both in
    `facts.versions`, and `facts.differences`.
    """
    return on_order(
        request,
        number,
        lambda who, now: accept_version(
            actor=who.actor, number=number, version=asked.version, seen=seen(request), now=now
        ),
    )
