"""The operations on the store's fulfilment methods, opening hours and days off (C5).

Their ETag is the settings' revision.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.fields import Date, RowId
from kept.faces.api.operations import operation
from kept.faces.api.responses import json_response
from kept.faces.api.store.examples import CLOSE, FULFILMENT_METHOD, FULFILMENT_METHOD_CHANGE, HOURS
from kept.faces.api.store.inputs import (
    ClosureInput,
    FulfilmentMethodUpdate,
    NewFulfilmentMethodInput,
    OpeningHoursInput,
)
from kept.faces.api.store.outputs import (
    ClosureList,
    ClosureOut,
    FulfilmentMethodDetailsOut,
    FulfilmentMethodList,
    OpeningHoursOut,
)
from kept.faces.api.store.serializers import closure_out, method_details_out, opening_hours_out
from kept.faces.api.store.settings import on_store
from kept.faces.api.writing import WriteResult, write
from kept.promises.actions.add_closure import add_closure
from kept.promises.actions.add_fulfilment_method import add_fulfilment_method
from kept.promises.actions.bring_back_fulfilment_method import bring_back_fulfilment_method
from kept.promises.actions.change_fulfilment_method import change_fulfilment_method
from kept.promises.actions.remove_closure import remove_closure
from kept.promises.actions.retire_fulfilment_method import retire_fulfilment_method
from kept.promises.actions.set_hours import set_hours
from kept.promises.models import Closure, FulfilmentMethod, Opening
from kept.promises.writes import lock_fulfilment_method
from kept.stores.roles import May

router = Router()


@operation(
    router.get,
    "/fulfilment-methods",
    id="fulfilment_methods.list",
    scopes={May.READ_SETTINGS},
    response=FulfilmentMethodList,
    summary="Read the fulfilment methods",
)
def list_methods(request: HttpRequest) -> HttpResponse:
    """List every fulfilment method, offered or not."""
    rows = FulfilmentMethod.objects.filter(store_id=caller_of(request).store.pk)
    return json_response({"items": [method_details_out(row) for row in rows]})


@operation(
    router.post,
    "/fulfilment-methods",
    id="fulfilment_methods.create",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    creates={"fulfilment_method_id": "/id"},
    response={201: FulfilmentMethodDetailsOut},
    summary="Add a fulfilment method",
    example=FULFILMENT_METHOD,
)
def create_method(request: HttpRequest, body: NewFulfilmentMethodInput) -> HttpResponse:
    """Add a fulfilment method, offered at once."""
    return on_store(
        request,
        lambda caller, now: add_fulfilment_method(actor=caller.actor, method_input=body.values(), now=now),
        method_details_out,
        location="/api/v1/fulfilment-methods",
    )


@operation(
    router.patch,
    "/fulfilment-methods/{fulfilment_method_id}",
    id="fulfilment_methods.update",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=FulfilmentMethodDetailsOut,
    summary="Change a fulfilment method",
    example=FULFILMENT_METHOD_CHANGE,
)
def update_method(
    request: HttpRequest, fulfilment_method_id: RowId, body: FulfilmentMethodUpdate
) -> HttpResponse:
    """Change its fee, its days and the rest. Agreed orders keep what they say."""
    return on_store(
        request,
        lambda caller, now: change_fulfilment_method(
            actor=caller.actor,
            fulfilment_method_id=fulfilment_method_id,
            method_input=body.values_for(lock_fulfilment_method(caller.actor, fulfilment_method_id)),
            now=now,
        ),
        method_details_out,
    )


@operation(
    router.put,
    "/fulfilment-methods/{fulfilment_method_id}/retirement",
    id="fulfilment_methods.retire",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=FulfilmentMethodDetailsOut,
    summary="Retire a fulfilment method",
)
def retire_method(request: HttpRequest, fulfilment_method_id: RowId) -> HttpResponse:
    """Let new orders choose it no longer. Agreed ones go on."""
    return on_store(
        request,
        lambda caller, now: retire_fulfilment_method(
            actor=caller.actor, fulfilment_method_id=fulfilment_method_id, now=now
        ),
        method_details_out,
    )


@operation(
    router.delete,
    "/fulfilment-methods/{fulfilment_method_id}/retirement",
    id="fulfilment_methods.restore",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=FulfilmentMethodDetailsOut,
    summary="Offer a fulfilment method again",
)
def restore_method(request: HttpRequest, fulfilment_method_id: RowId) -> HttpResponse:
    """Let new orders choose it again."""
    return on_store(
        request,
        lambda caller, now: bring_back_fulfilment_method(
            actor=caller.actor, fulfilment_method_id=fulfilment_method_id, now=now
        ),
        method_details_out,
    )


@operation(
    router.put,
    "/opening-hours",
    id="opening_hours.update",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=OpeningHoursOut,
    summary="Set the opening hours",
    example=HOURS,
)
def update_opening_hours(request: HttpRequest, body: OpeningHoursInput) -> HttpResponse:
    """Set the times at which the store works, exactly these. `GET /store` shows them."""

    def act(caller: Caller, now: datetime) -> list[Opening]:
        set_hours(actor=caller.actor, hours=body.values(), now=now)
        return list(Opening.objects.filter(store_id=caller.store.pk))

    return on_store(request, act, opening_hours_out)


@operation(
    router.get,
    "/closures",
    id="closures.list",
    scopes={May.READ_SETTINGS},
    response=ClosureList,
    summary="Read the days off",
)
def list_closures(request: HttpRequest) -> HttpResponse:
    """List the days on which the store does not work, earliest first."""
    rows = Closure.objects.filter(store_id=caller_of(request).store.pk)
    return json_response({"items": [closure_out(row) for row in rows]})


@operation(
    router.put,
    "/closures/{date}",
    id="closures.set",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=ClosureOut,
    summary="Take a day off",
    example=CLOSE,
)
def set_closure(request: HttpRequest, date: Date, body: ClosureInput) -> HttpResponse:
    """Close the store on that date. Doing it again changes the reason."""
    return on_store(
        request,
        lambda caller, now: add_closure(actor=caller.actor, day=date, reason=body.reason, now=now),
        closure_out,
    )


@operation(
    router.delete,
    "/closures/{date}",
    id="closures.delete",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    response={204: None},
    summary="Work on a day off",
)
def delete_closure(request: HttpRequest, date: Date) -> HttpResponse:
    """Let the weekday's hours hold on that date again."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        remove_closure(actor=caller.actor, day=date, now=now)
        return 204, None, {}

    return write(request, perform)
