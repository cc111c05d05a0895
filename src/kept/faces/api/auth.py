"""The caller: a program with an API key of one store, and what it may do here."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from kept.faces.api.operations import Operation, operation_of
from kept.faces.api.rate_limits import count_request
from kept.faces.api.request_body import read_json, read_picture
from kept.kit.refusals import NotAllowed
from kept.stores.actor import Actor
from kept.stores.models import Store
from kept.stores.queries import store_for_key

PREFIX = "kept_"


@dataclass(frozen=True, slots=True)
class Caller:
    """The store a key opens, and who its program is there. `body` is what was sent, within the limits."""

    store: Store
    actor: Actor
    body: Any


class KeyAuth(HttpBearer):
    """`Authorization: Bearer kept_…`. Unknown, revoked and malformed keys are answered alike."""

    openapi_name = "key"

    def __call__(self, request: HttpRequest) -> Caller | None:
        """Read the one header, without making all the others for it as HttpBearer does."""
        scheme, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        return self.authenticate(request, token) if scheme.lower() == self.openapi_scheme else None

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return the caller; None for a 401.

        Raises TooManyRequests, and NotAllowed when the key lacks the operation's scope.
        """
        if not token.startswith(PREFIX):
            return None
        count_request(request, token)
        owner = store_for_key(token)
        if owner is None:
            return None
        store, actor = owner
        operation = operation_of(request)
        check_scope(actor, operation)
        takes_picture = operation is not None and operation.takes_picture
        return Caller(store, actor, read_picture(request) if takes_picture else read_json(request))


def caller_of(request: HttpRequest) -> Caller:
    """Return the caller of a request that reached its operation."""
    return cast(Caller, request.auth)  # type: ignore[attr-defined]


def check_scope(actor: Actor, operation: Operation | None) -> None:
    """Raise NotAllowed for an actor who lacks a scope of the operation; what was never described is nobody's."""
    if operation is None:
        raise NotAllowed
    actor.require(*operation.scopes)
