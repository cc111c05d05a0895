"""Changing what was agreed: look at the four effects first, then commit exactly those (A4)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from kept.faces.api.auth import Caller, caller
from kept.faces.api.fields import Number
from kept.faces.api.operations import operation
from kept.faces.api.orders import record_serializers as about
from kept.faces.api.orders.examples import CHANGE, COMMIT
from kept.faces.api.orders.inputs import ChangeToCommit, ChangeToPreview
from kept.faces.api.orders.lifecycle import on_order
from kept.faces.api.orders.outputs import OrderShown
from kept.faces.api.orders.reading import SEES_MONEY, SEES_TEXTS, order_tag
from kept.faces.api.orders.related_outputs import PreviewShown
from kept.faces.api.responses import reply, seen
from kept.orders.actions.change_order import change_order
from kept.orders.agreement.preview import preview_change, preview_message
from kept.orders.models import Channel, Order
from kept.stores.roles import May

router = Router()


@operation(
    router.post,
    "/orders/{number}/change-previews",
    id="changes.preview",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    asks=True,
    tagged=True,
    response=PreviewShown,
    summary="Preview a change",
    example=CHANGE,
)
def preview(request: HttpRequest, number: Number, asked: ChangeToPreview) -> HttpResponse:
    """What the change would do to items, money, stock and messages, and who has begun to work. Nothing happens.

    `commit` in the answer is the body that commits exactly this.
    """
    actor = caller(request).actor
    made = preview_change(actor=actor, number=number, change=asked.asked(), now=timezone.now())
    letter = preview_message(made, reason=asked.reason)
    tag = order_tag(actor, made.order, made.plan.money.received)
    sent = asked.model_dump(exclude_unset=True)
    money, texts = actor.may(SEES_MONEY), actor.may(SEES_TEXTS)
    return reply(about.preview(made, letter, sent, money=money, texts=texts), ETag=tag)


@operation(
    router.post,
    "/orders/{number}/changes",
    id="changes.commit",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    guarded=True,
    follows="changes.preview",
    response=OrderShown,
    summary="Commit a change",
    example=COMMIT,
)
def commit(request: HttpRequest, number: Number, asked: ChangeToCommit) -> HttpResponse:
    """Agree on the next version, exactly as previewed. A newer version or another effect refuses."""

    def act(who: Caller, now: datetime) -> Order:
        changed = change_order(
            actor=who.actor,
            number=number,
            seen=seen(request),
            seen_version=asked.seen_version,
            change=asked.asked(),
            channel=Channel.API,
            reason=asked.reason,
            expected=asked.fingerprint,
            request_id=asked.request_id,
            now=now,
        )
        return changed.order

    return on_order(request, number, act)
