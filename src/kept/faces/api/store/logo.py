"""The operations on the store's logo, which is sent as it is (not as JSON)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from kept.faces.api.auth import caller_of
from kept.faces.api.operations import operation
from kept.faces.api.responses import etag, json_response
from kept.faces.api.store.outputs import SettingsOut
from kept.faces.api.store.serializers import settings_out
from kept.faces.api.store.settings import on_settings
from kept.stores.actions.set_logo import set_logo
from kept.stores.roles import May

router = Router()


@operation(
    router.put,
    "/settings/logo",
    id="settings.update_logo",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    tagged=True,
    takes_picture=True,
    response=SettingsOut,
    summary="Set the logo",
)
def update_logo(request: HttpRequest) -> HttpResponse:
    """Set the picture at the top of the shop and of every message."""
    caller = caller_of(request)
    store = set_logo(actor=caller.actor, data=caller.body or b"", now=timezone.now())
    return json_response(settings_out(store), ETag=etag(store))


@operation(
    router.delete,
    "/settings/logo",
    id="settings.delete_logo",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=SettingsOut,
    summary="Take the logo away",
)
def delete_logo(request: HttpRequest) -> HttpResponse:
    """Take the logo away: the store's name stands alone."""
    return on_settings(request, lambda caller, now: set_logo(actor=caller.actor, data=None, now=now))
