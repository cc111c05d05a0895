"""Changes of what was agreed: look at the four effects first, then commit exactly those (A4)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.fields import Number
from kept.faces.api.operations import operation
from kept.faces.api.orders.examples import CHANGE, COMMIT
from kept.faces.api.orders.inputs import ChangeCommitInput, ChangePreviewInput
from kept.faces.api.orders.lifecycle import on_order
from kept.faces.api.orders.outputs import OrderOut
from kept.faces.api.orders.reading import SEES_MONEY, SEES_TEXTS, order_tag
from kept.faces.api.orders.related_outputs import ChangePreviewOut
from kept.faces.api.orders.related_serializers import change_preview_out
from kept.faces.api.responses import if_match, json_response
from kept.orders.actions.change_order import change_order
from kept.orders.agreement.preview import preview_change, preview_message
from kept.orders.models import Channel, Order
from kept.stores.roles import May

router = Router()


@operation(
    router.post,
    "/orders/{number}/change-previews",
    id="orders.preview_change",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    asks=True,
    tagged=True,
    response=ChangePreviewOut,
    summary="Preview a change",
    example=CHANGE,
)
def preview_order_change(request: HttpRequest, number: Number, body: ChangePreviewInput) -> HttpResponse:
    """See what the change would do to items, money, stock and messages, and who has begun to work. Nothing happens.

    `commit` in the answer is the body that commits exactly this.
    """
    actor = caller_of(request).actor
    preview = preview_change(actor=actor, number=number, change=body.values(), now=timezone.now())
    message = preview_message(preview, reason=body.reason)
    tag = order_tag(actor, preview.order, preview.plan.money.received)
    sent = body.model_dump(exclude_unset=True)
    money, texts = actor.may(SEES_MONEY), actor.may(SEES_TEXTS)
    return json_response(change_preview_out(preview, message, sent, money=money, texts=texts), ETag=tag)


@operation(
    router.post,
    "/orders/{number}/changes",
    id="orders.change",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    guarded=True,
    follows="orders.preview_change",
    response=OrderOut,
    summary="Commit a change",
    example=COMMIT,
)
def commit_change(request: HttpRequest, number: Number, body: ChangeCommitInput) -> HttpResponse:
    """Agree on the next version, exactly as previewed. A newer version or another effect refuses."""

    def act(caller: Caller, now: datetime) -> Order:
        change = change_order(
            actor=caller.actor,
            number=number,
            seen=if_match(request),
            seen_version=body.seen_version,
            change=body.values(),
            channel=Channel.API,
            reason=body.reason,
            expected=body.fingerprint,
            request_id=body.request_id,
            now=now,
        )
        return change.order

    return on_order(request, number, act)
