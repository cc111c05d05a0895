"""The store's schedule: fulfilment methods, opening hours, days off (C5). Its version is the settings' revision."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller
from kept.faces.api.fields import Day, RowId
from kept.faces.api.operations import operation
from kept.faces.api.responses import reply
from kept.faces.api.store import serializers as shape
from kept.faces.api.store.examples import CLOSE, FULFILMENT_METHOD, FULFILMENT_METHOD_CHANGE, HOURS
from kept.faces.api.store.inputs import (
    ClosureGiven,
    FulfilmentMethodUpdate,
    HoursGiven,
    NewFulfilmentMethodInput,
)
from kept.faces.api.store.outputs import (
    ClosureList,
    ClosureShown,
    FulfilmentMethodDetailsOut,
    FulfilmentMethodList,
    HoursList,
)
from kept.faces.api.store.settings import on_store
from kept.faces.api.writing import Done, write
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
    id="fulfilment_methods.read_many",
    scopes={May.READ_SETTINGS},
    response=FulfilmentMethodList,
    summary="Read the fulfilment methods",
)
def fulfilment_methods(request: HttpRequest) -> HttpResponse:
    """Every fulfilment method, offered or not."""
    found = FulfilmentMethod.objects.filter(store_id=caller(request).store.pk)
    return reply({"items": [shape.fulfilment_method(row) for row in found]})


@operation(
    router.post,
    "/fulfilment-methods",
    id="fulfilment_methods.add",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    creates={"fulfilment_method_id": "/id"},
    response={201: FulfilmentMethodDetailsOut},
    summary="Add a fulfilment method",
    example=FULFILMENT_METHOD,
)
def add(request: HttpRequest, given: NewFulfilmentMethodInput) -> HttpResponse:
    """One more fulfilment method, offered at once."""
    return on_store(
        request,
        lambda who, now: add_fulfilment_method(actor=who.actor, method_input=given.asked(), now=now),
        shape.fulfilment_method,
        location="/api/v1/fulfilment-methods",
    )


@operation(
    router.patch,
    "/fulfilment-methods/{fulfilment_method_id}",
    id="fulfilment_methods.change",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=FulfilmentMethodDetailsOut,
    summary="Change a fulfilment method",
    example=FULFILMENT_METHOD_CHANGE,
)
def change(request: HttpRequest, fulfilment_method_id: RowId, wanted: FulfilmentMethodUpdate) -> HttpResponse:
    """Another fee, other days. Agreed orders keep what they say."""
    return on_store(
        request,
        lambda who, now: change_fulfilment_method(
            actor=who.actor,
            fulfilment_method_id=fulfilment_method_id,
            method_input=wanted.asked(lock_fulfilment_method(who.actor, fulfilment_method_id)),
            now=now,
        ),
        shape.fulfilment_method,
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
def retire(request: HttpRequest, fulfilment_method_id: RowId) -> HttpResponse:
    """New orders cannot choose it. Agreed ones go on."""
    return on_store(
        request,
        lambda who, now: retire_fulfilment_method(
            actor=who.actor, fulfilment_method_id=fulfilment_method_id, now=now
        ),
        shape.fulfilment_method,
    )


@operation(
    router.delete,
    "/fulfilment-methods/{fulfilment_method_id}/retirement",
    id="fulfilment_methods.bring_back",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=FulfilmentMethodDetailsOut,
    summary="Offer a fulfilment method again",
)
def bring_back(request: HttpRequest, fulfilment_method_id: RowId) -> HttpResponse:
    """New orders can choose it again."""
    return on_store(
        request,
        lambda who, now: bring_back_fulfilment_method(
            actor=who.actor, fulfilment_method_id=fulfilment_method_id, now=now
        ),
        shape.fulfilment_method,
    )


@operation(
    router.put,
    "/hours",
    id="schedule.hours",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=HoursList,
    summary="Set the opening hours",
    example=HOURS,
)
def hours(request: HttpRequest, given: HoursGiven) -> HttpResponse:
    """The store works exactly at these times. `GET /store` shows them."""

    def act(who: Caller, now: datetime) -> list[Opening]:
        set_hours(actor=who.actor, hours=given.asked(), now=now)
        return list(Opening.objects.filter(store_id=who.store.pk))

    return on_store(request, act, shape.hours)


@operation(
    router.get,
    "/closures",
    id="schedule.closures",
    scopes={May.READ_SETTINGS},
    response=ClosureList,
    summary="Read the days off",
)
def closures(request: HttpRequest) -> HttpResponse:
    """Days on which the store does not work, earliest first."""
    found = Closure.objects.filter(store_id=caller(request).store.pk)
    return reply({"items": [shape.closure(row) for row in found]})


@operation(
    router.put,
    "/closures/{day}",
    id="schedule.close",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=ClosureShown,
    summary="Take a day off",
    example=CLOSE,
)
def close(request: HttpRequest, day: Day, given: ClosureGiven) -> HttpResponse:
    """The store does not work on that day. Saying it again changes the reason."""
    return on_store(
        request,
        lambda who, now: add_closure(actor=who.actor, day=day, reason=given.reason, now=now),
        shape.closure,
    )


@operation(
    router.delete,
    "/closures/{day}",
    id="schedule.open_again",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    response={204: None},
    summary="Work on a day off",
)
def open_again(request: HttpRequest, day: Day) -> HttpResponse:
    """The weekday's hours hold on that day again."""

    def work(who: Caller, now: datetime) -> Done:
        remove_closure(actor=who.actor, day=day, now=now)
        return 204, None, {}

    return write(request, work)
