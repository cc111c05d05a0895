"""The store's settings: what a person sets in the desk, a program may set with `settings:write` (H4).

Staff, invitations and keys are not here: people are invited by people.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kept.faces.api.auth import Caller, caller
from kept.faces.api.replies import etag, reply, seen
from kept.faces.api.shapes import shown_settings as shape
from kept.faces.api.shapes.asked_settings import (
    MessagesWanted,
    RulesWanted,
    SettingsWanted,
    ShopWanted,
    WordsWanted,
)
from kept.faces.api.shapes.order import Plain
from kept.faces.api.shapes.shown_settings import SettingsShown
from kept.faces.api.writing import Done, write
from kept.kit.refusals import Refusal
from kept.stores.actions.change_store import change_store
from kept.stores.actions.set_messages import set_messages
from kept.stores.actions.set_open import set_open
from kept.stores.actions.set_review_rules import set_review_rules
from kept.stores.actions.set_status_words import set_status_words
from kept.stores.locks import lock_store
from kept.stores.models import Store

router = Router()
Act = Callable[[Caller, datetime], Any]


class SettingsMoved(Refusal):
    """The settings have changed since the caller saw them. `facts`: `seen`, `now`, `settings`."""

    status = 412
    code = "settings_moved"
    sentence = _("Somebody changed the settings while you were looking at them. Look again, then decide.")


@router.get("/settings", response=SettingsShown, summary="Read the settings")
def read(request: HttpRequest) -> HttpResponse:
    """Everything the store has set. The ETag is its revision."""
    return shown(caller(request).store)


@router.patch("/settings", response=SettingsShown, summary="Change the settings")
def change(request: HttpRequest, wanted: SettingsWanted) -> HttpResponse:
    """Names, addresses, taxes, terms. Agreed orders keep what they say."""
    return on_store(
        request,
        lambda who, now: change_store(actor=who.actor, asked=wanted.asked(lock_store(who.actor)), now=now),
    )


@router.put("/settings/shop", response=SettingsShown, summary="Open or close the shop")
def shop(request: HttpRequest, wanted: ShopWanted) -> HttpResponse:
    """Whether customers can order. Staff and programs always can, and agreed orders go on."""
    return on_store(request, lambda who, now: set_open(actor=who.actor, is_open=wanted.open, now=now))


@router.put("/settings/messages", response=SettingsShown, summary="Choose which messages are sent")
def messages(request: HttpRequest, wanted: MessagesWanted) -> HttpResponse:
    """Exactly the named kinds are not sent from now on."""
    return on_store(
        request,
        lambda who, now: set_messages(
            actor=who.actor, off=wanted.off, burst_seconds=wanted.burst_seconds, now=now
        ),
    )


@router.put("/settings/review-rules", response=SettingsShown, summary="Choose which orders wait for review")
def review_rules(request: HttpRequest, wanted: RulesWanted) -> HttpResponse:
    """Orders placed from now on are held by these rules."""
    return on_store(
        request,
        lambda who, now: set_review_rules(actor=who.actor, rules=wanted.asked(), now=now),
    )


@router.put("/settings/status-words", response=SettingsShown, summary="Choose the words for statuses")
def status_words(request: HttpRequest, wanted: WordsWanted) -> HttpResponse:
    """What customers read for each status, by language."""
    return on_store(
        request, lambda who, now: set_status_words(actor=who.actor, words=wanted.as_given(), now=now)
    )


def on_store(
    request: HttpRequest,
    act: Act,
    answer: Callable[[Any], Plain] = shape.settings,
    status: int = 200,
) -> HttpResponse:
    """Run an action on the locked store and answer with what `answer` makes of its result.

    `If-Match` names the store's revision: another one refuses with SettingsMoved.
    """

    def work(who: Caller, now: datetime) -> Done:
        store = lock_store(who.actor)
        named = seen(request)
        if named is not None and named != store.revision:
            raise SettingsMoved(seen=named, now=store.revision, settings=shape.settings(store))
        made = act(who, now)
        after = Store.objects.only("revision").get(pk=store.pk)
        return status, answer(made), {"ETag": etag(after)}

    return write(request, work)


def shown(store: Store) -> HttpResponse:
    """The settings with their ETag."""
    return reply(shape.settings(store), ETag=etag(store))
