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
from kept.faces.api.operations import operation
from kept.faces.api.responses import etag, seen, shown
from kept.faces.api.store import serializers as shape
from kept.faces.api.store.examples import MESSAGES, REVIEW_RULES, SETTINGS, SHOP, STATUS_WORDS
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
from kept.stores.roles import May

router = Router()

Act = Callable[[Caller, datetime], Any]


@operation(
    router.get,
    "/settings",
    id="settings.read",
    scopes={May.READ_SETTINGS},
    response={200: SettingsShown, 304: None},
    summary="Read the settings",
)
def read(request: HttpRequest) -> HttpResponse:
    """Everything the store has set. The ETag is its revision; `If-None-Match` with it answers 304."""
    store = caller(request).store
    return shown(request, etag(store), lambda: shape.settings(store))


@operation(
    router.patch,
    "/settings",
    id="settings.change",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsShown,
    summary="Change the settings",
    example=SETTINGS,
)
def change(request: HttpRequest, wanted: SettingsWanted) -> HttpResponse:
    """Names, addresses, taxes, terms. Agreed orders keep what they say."""
    return on_store(
        request,
        lambda who, now: change_store(actor=who.actor, details=wanted.asked(lock_store(who.actor)), now=now),
    )


@operation(
    router.put,
    "/settings/shop",
    id="settings.shop",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsShown,
    summary="Open or close the shop",
    example=SHOP,
)
def shop(request: HttpRequest, wanted: ShopWanted) -> HttpResponse:
    """Whether customers can order. Staff and programs always can, and agreed orders go on."""
    return on_store(request, lambda who, now: set_open(actor=who.actor, is_open=wanted.open, now=now))


@operation(
    router.put,
    "/settings/messages",
    id="settings.messages",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsShown,
    summary="Choose which messages are sent",
    example=MESSAGES,
)
def messages(request: HttpRequest, wanted: MessagesWanted) -> HttpResponse:
    """Exactly the named kinds are not sent from now on."""
    return on_store(
        request,
        lambda who, now: set_messages(
            actor=who.actor, off=wanted.off, burst_seconds=wanted.burst_seconds, now=now
        ),
    )


@operation(
    router.put,
    "/settings/review-rules",
    id="settings.review_rules",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsShown,
    summary="Choose which orders wait for review",
    example=REVIEW_RULES,
)
def review_rules(request: HttpRequest, wanted: RulesWanted) -> HttpResponse:
    """Orders placed from now on are held by these rules."""
    return on_store(
        request,
        lambda who, now: set_review_rules(actor=who.actor, rules=wanted.asked(), now=now),
    )


@operation(
    router.put,
    "/settings/status-words",
    id="settings.status_words",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsShown,
    summary="Choose the words for statuses",
    example=STATUS_WORDS,
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
    location: str = "",
) -> HttpResponse:
    """Run an action on the locked store and answer with what `answer` makes of its result.

    `location`: where something that the action makes can be read.

    `If-Match` names the store's revision: another one refuses with SettingsMoved, and shows the settings.
    """

    def work(who: Caller, now: datetime) -> Done:
        store = lock_store(who.actor, seen=seen(request))
        made = act(who, now)
        after = Store.objects.only("revision").get(pk=store.pk)
        headers = {"ETag": etag(after)}
        if location:
            return 201, answer(made), {**headers, "Location": location}
        return 200, answer(made), headers

    def as_they_stand() -> tuple[Plain, str]:
        store = Store.objects.get(pk=caller(request).store.pk)
        return shape.settings(store), etag(store)

    return guarded_by("settings", as_they_stand, lambda: write(request, work))
