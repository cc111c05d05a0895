"""The operations on the store's settings: what a person sets in the desk, a program may set with `settings:write` (H4).

Staff, invitations and keys are not here: people are invited by people.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.guarding import show_current_if_changed
from kept.faces.api.operations import operation
from kept.faces.api.responses import conditional_response, etag, if_match
from kept.faces.api.store.examples import MESSAGES, REVIEW_RULES, SETTINGS, SHOP, STATUS_LABELS
from kept.faces.api.store.inputs import (
    MessageSettingsInput,
    ReviewRulesInput,
    SettingsUpdate,
    ShopInput,
    StatusLabelsInput,
)
from kept.faces.api.store.outputs import SettingsOut
from kept.faces.api.store.serializers import settings_out
from kept.faces.api.writing import WriteResult, write
from kept.stores.actions.change_store import change_store
from kept.stores.actions.set_messages import set_messages
from kept.stores.actions.set_open import set_open
from kept.stores.actions.set_review_rules import set_review_rules
from kept.stores.actions.set_status_words import set_status_words
from kept.stores.locks import lock_store
from kept.stores.models import Store
from kept.stores.roles import May

router = Router()

T = TypeVar("T")


@operation(
    router.get,
    "/settings",
    id="settings.get",
    scopes={May.READ_SETTINGS},
    response={200: SettingsOut, 304: None},
    summary="Read the settings",
)
def get_settings(request: HttpRequest) -> HttpResponse:
    """Get everything the store has set. The ETag is its revision; `If-None-Match` with it answers 304."""
    store = caller_of(request).store
    return conditional_response(request, etag(store), lambda: settings_out(store))


@operation(
    router.patch,
    "/settings",
    id="settings.update",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsOut,
    summary="Change the settings",
    example=SETTINGS,
)
def update(request: HttpRequest, body: SettingsUpdate) -> HttpResponse:
    """Change names, addresses, taxes, terms. Agreed orders keep what they say."""
    return on_settings(
        request,
        lambda caller, now: change_store(
            actor=caller.actor, details=body.values_for(lock_store(caller.actor)), now=now
        ),
    )


@operation(
    router.put,
    "/settings/shop",
    id="settings.update_shop",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsOut,
    summary="Open or close the shop",
    example=SHOP,
)
def update_shop(request: HttpRequest, body: ShopInput) -> HttpResponse:
    """Let customers order, or not. Staff and programs always can, and agreed orders go on."""
    return on_settings(
        request, lambda caller, now: set_open(actor=caller.actor, is_open=body.open_for_orders, now=now)
    )


@operation(
    router.put,
    "/settings/messages",
    id="settings.update_messages",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsOut,
    summary="Choose which messages are sent",
    example=MESSAGES,
)
def update_messages(request: HttpRequest, body: MessageSettingsInput) -> HttpResponse:
    """Send all kinds of messages from now on but exactly the named ones."""
    return on_settings(
        request,
        lambda caller, now: set_messages(
            actor=caller.actor, off=body.disabled, burst_seconds=body.delay_seconds, now=now
        ),
    )


@operation(
    router.put,
    "/settings/review-rules",
    id="settings.update_review_rules",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsOut,
    summary="Choose which orders wait for review",
    example=REVIEW_RULES,
)
def update_review_rules(request: HttpRequest, body: ReviewRulesInput) -> HttpResponse:
    """Put orders placed from now on under review by these rules."""
    return on_settings(
        request,
        lambda caller, now: set_review_rules(actor=caller.actor, rules=body.values(), now=now),
    )


@operation(
    router.put,
    "/settings/status-labels",
    id="settings.update_status_labels",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsOut,
    summary="Choose the labels of statuses",
    example=STATUS_LABELS,
)
def update_status_labels(request: HttpRequest, body: StatusLabelsInput) -> HttpResponse:
    """Set what customers read for each status, by language."""
    return on_settings(
        request, lambda caller, now: set_status_words(actor=caller.actor, words=body.labels, now=now)
    )


def on_store(
    request: HttpRequest,
    act: Callable[[Caller, datetime], T],
    reply: Callable[[T], Mapping[str, object]],
    location: str = "",
) -> HttpResponse:
    """Run an action on the locked store and answer with what `reply` makes of its result.

    `location`: where something that the action makes can be read.

    `If-Match` names the store's revision: another one refuses with SettingsMoved, and shows the settings.
    """

    def perform(caller: Caller, now: datetime) -> WriteResult:
        store = lock_store(caller.actor, seen=if_match(request))
        body = reply(act(caller, now))
        headers = {"ETag": etag(Store.objects.only("revision").get(pk=store.pk))}
        if location:
            return 201, body, {**headers, "Location": location}
        return 200, body, headers

    def read_current() -> tuple[SettingsOut, str]:
        store = Store.objects.get(pk=caller_of(request).store.pk)
        return settings_out(store), etag(store)

    return show_current_if_changed("settings", read_current, lambda: write(request, perform))


def on_settings(request: HttpRequest, act: Callable[[Caller, datetime], Store]) -> HttpResponse:
    """Run an action on the locked store and answer with its settings."""
    return on_store(request, act, settings_out)
