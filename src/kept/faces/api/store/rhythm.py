"""The store's rhythm: ways to reach buyers, opening hours, days off (C5). Its version is the settings' revision."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller
from kept.faces.api.operations import operation
from kept.faces.api.replies import reply
from kept.faces.api.store import serializers as shape
from kept.faces.api.store.examples import CLOSE, HOURS, WAY, WAY_CHANGE
from kept.faces.api.store.inputs import ClosureGiven, HoursGiven, WayGiven, WayWanted
from kept.faces.api.store.outputs import ClosureList, ClosureShown, HoursList, WayDetails, WayList
from kept.faces.api.store.settings import on_store
from kept.faces.api.words import Day, RowId
from kept.faces.api.writing import Done, write
from kept.promises.actions.add_closure import add_closure
from kept.promises.actions.add_way import add_way
from kept.promises.actions.bring_back_way import bring_back_way
from kept.promises.actions.change_way import change_way
from kept.promises.actions.remove_closure import remove_closure
from kept.promises.actions.retire_way import retire_way
from kept.promises.actions.set_hours import set_hours
from kept.promises.models import Closure, Opening, Way
from kept.promises.writes import lock_way
from kept.stores.roles import May

router = Router()


@operation(
    router.get,
    "/ways",
    id="rhythm.ways",
    scopes={May.READ_SETTINGS},
    response=WayList,
    summary="Read the ways",
)
def ways(request: HttpRequest) -> HttpResponse:
    """Every way in which orders reach buyers, offered or not."""
    found = Way.objects.filter(store_id=caller(request).store.pk)
    return reply({"items": [shape.way(row) for row in found]})


@operation(
    router.post,
    "/ways",
    id="rhythm.add",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    creates={"way_id": "/id"},
    response={201: WayDetails},
    summary="Add a way",
    example=WAY,
)
def add(request: HttpRequest, given: WayGiven) -> HttpResponse:
    """One more way, offered at once."""
    return on_store(
        request,
        lambda who, now: add_way(actor=who.actor, asked=given.asked(), now=now),
        shape.way,
        location="/api/v1/ways",
    )


@operation(
    router.patch,
    "/ways/{way_id}",
    id="rhythm.change",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=WayDetails,
    summary="Change a way",
    example=WAY_CHANGE,
)
def change(request: HttpRequest, way_id: RowId, wanted: WayWanted) -> HttpResponse:
    """Another fee, other days. Agreed orders keep what they say."""
    return on_store(
        request,
        lambda who, now: change_way(
            actor=who.actor, way_id=way_id, asked=wanted.asked(lock_way(who.actor, way_id)), now=now
        ),
        shape.way,
    )


@operation(
    router.put,
    "/ways/{way_id}/retirement",
    id="rhythm.retire",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=WayDetails,
    summary="Offer a way no longer",
)
def retire(request: HttpRequest, way_id: RowId) -> HttpResponse:
    """New orders cannot choose it. Agreed ones go on."""
    return on_store(request, lambda who, now: retire_way(actor=who.actor, way_id=way_id, now=now), shape.way)


@operation(
    router.delete,
    "/ways/{way_id}/retirement",
    id="rhythm.bring_back",
    scopes={May.READ_SETTINGS, May.WRITE_SETTINGS},
    guarded=True,
    response=WayDetails,
    summary="Offer a way again",
)
def bring_back(request: HttpRequest, way_id: RowId) -> HttpResponse:
    """New orders can choose it again."""
    return on_store(
        request, lambda who, now: bring_back_way(actor=who.actor, way_id=way_id, now=now), shape.way
    )


@operation(
    router.put,
    "/hours",
    id="rhythm.hours",
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
    id="rhythm.closures",
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
    id="rhythm.close",
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
    id="rhythm.open_again",
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
