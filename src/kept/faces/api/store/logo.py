"""The store's logo, sent as it is (not as JSON)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from kept.faces.api.auth import caller
from kept.faces.api.operations import operation
from kept.faces.api.responses import etag, reply
from kept.faces.api.store import serializers as shape
from kept.faces.api.store.outputs import SettingsShown
from kept.faces.api.store.settings import on_store
from kept.stores.actions.set_logo import set_logo
from kept.stores.roles import May

router = Router()


@operation(
    router.put,
    "/settings/logo",
    id="pictures.logo",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    tagged=True,
    takes_picture=True,
    response=SettingsShown,
    summary="Set the logo",
)
def logo(request: HttpRequest) -> HttpResponse:
    """The picture at the top of the shop and of every message."""
    who = caller(request)
    store = set_logo(actor=who.actor, data=who.body or b"", now=timezone.now())
    return reply(shape.settings(store), ETag=etag(store))


@operation(
    router.delete,
    "/settings/logo",
    id="pictures.no_logo",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsShown,
    summary="Take the logo away",
)
def no_logo(request: HttpRequest) -> HttpResponse:
    """The store's name stands alone."""
    return on_store(request, lambda who, now: set_logo(actor=who.actor, data=None, now=now))
