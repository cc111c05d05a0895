"""The store that a key opens."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import caller
from kept.faces.api.operations import operation
from kept.faces.api.responses import reply
from kept.faces.api.store import serializers as shape
from kept.faces.api.store.outputs import StoreShown
from kept.promises.schedule import schedule_of

router = Router()


@operation(
    router.get,
    "/store",
    id="shelf.store",
    scopes=frozenset(),
    response=StoreShown,
    summary="Read the store",
)
def store(request: HttpRequest) -> HttpResponse:
    """The store this key opens: how it works, how orders reach buyers, how they can be paid."""
    who = caller(request)
    return reply(shape.store(who.store, schedule_of(who.store), who.actor))
