"""The store's settings: what a person sets in the desk, a program may set with `settings:write` (H4).

Staff, invitations and keys are not here: people are invited by people.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller
from kept.faces.api.guarding import guarded_by
from kept.faces.api.replies import etag, seen, shown
from kept.faces.api.store import serializers as shape
from kept.faces.api.store.inputs import MessagesWanted, RulesWanted, SettingsWanted, ShopWanted, WordsWanted
from kept.faces.api.store.outputs import SettingsShown
from kept.faces.api.values import Plain
from kept.faces.api.writing import Done, write
from kept.stores.actions.change_store import change_store
from kept.stores.actions.set_messages import set_messages
from kept.stores.actions.set_open import set_open
from kept.stores.actions.set_review_rules import set_review_rules
from kept.stores.actions.set_status_words import set_status_words
from kept.stores.locks import lock_store
from kept.stores.models import Store

router = Router()

Act = Callable[[Caller, datetime], Any]


@router.get(
    "/settings",
    operation_id="settings.read",
    response={200: SettingsShown, 304: None},
    summary="Read the settings",
)
def read(request: HttpRequest) -> HttpResponse:
    """Everything the store has set. The ETag is its revision; `If-None-Match` with it answers 304."""
    store = caller(request).store
    return shown(request, etag(store), lambda: shape.settings(store))


@router.patch(
    "/settings", operation_id="settings.change", response=SettingsShown, summary="Change the settings"
)
def change(request: HttpRequest, wanted: SettingsWanted) -> HttpResponse:
    """Names, addresses, taxes, terms. Agreed orders keep what they say."""
    return on_store(
        request,
        lambda who, now: change_store(actor=who.actor, asked=wanted.asked(lock_store(who.actor)), now=now),
    )


@router.put(
    "/settings/shop", operation_id="settings.shop", response=SettingsShown, summary="Open or close the shop"
)
def shop(request: HttpRequest, wanted: ShopWanted) -> HttpResponse:
    """Whether customers can order. Staff and programs always can, and agreed orders go on."""
    return on_store(request, lambda who, now: set_open(actor=who.actor, is_open=wanted.open, now=now))


@router.put(
    "/settings/messages",
    operation_id="settings.messages",
    response=SettingsShown,
    summary="Choose which messages are sent",
)
def messages(request: HttpRequest, wanted: MessagesWanted) -> HttpResponse:
    """Exactly the named kinds are not sent from now on."""
    return on_store(
        request,
        lambda who, now: set_messages(
            actor=who.actor, off=wanted.off, burst_seconds=wanted.burst_seconds, now=now
        ),
    )


@router.put(
    "/settings/review-rules",
    operation_id="settings.review_rules",
    response=SettingsShown,
    summary="Choose which orders wait for review",
)
def review_rules(request: HttpRequest, wanted: RulesWanted) -> HttpResponse:
    """Orders placed from now on are held by these rules."""
    return on_store(
        request,
        lambda who, now: set_review_rules(actor=who.actor, rules=wanted.asked(), now=now),
    )


@router.put(
    "/settings/status-words",
    operation_id="settings.status_words",
    response=SettingsShown,
    summary="Choose the words for statuses",
)
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

    `If-Match` names the store's revision: another one refuses with SettingsMoved, and shows the settings.
    """

    def work(who: Caller, now: datetime) -> Done:
        store = lock_store(who.actor, seen=seen(request))
        made = act(who, now)
        after = Store.objects.only("revision").get(pk=store.pk)
        return status, answer(made), {"ETag": etag(after)}

    def as_they_stand() -> tuple[Plain, str]:
        store = Store.objects.get(pk=caller(request).store.pk)
        return shape.settings(store), etag(store)

    return guarded_by("settings", as_they_stand, lambda: write(request, work))
