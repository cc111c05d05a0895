"""The operation that reads the store of a key."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import caller_of
from kept.faces.api.operations import operation
from kept.faces.api.responses import json_response
from kept.faces.api.store.outputs import StoreOut
from kept.faces.api.store.serializers import store_out
from kept.promises.schedule import schedule_of

router = Router()


@operation(
    router.get,
    "/store",
    id="store.get",
    scopes=frozenset(),
    response=StoreOut,
    summary="Read the store",
)
def get_store(request: HttpRequest) -> HttpResponse:
    """Read the store this key opens: how it works, how orders reach buyers, how they can be paid."""
    caller = caller_of(request)
    return json_response(store_out(caller.store, schedule_of(caller.store), caller.actor))
