"""Who calls: a program with an API key of one store, and what it may do here."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from kept.faces.api.body_limits import read_json, read_picture
from kept.faces.api.operations import OPERATIONS, Operation
from kept.faces.api.rate_limits import count_request
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


class Key(HttpBearer):
    """`Authorization: Bearer kept_…`. Unknown, revoked and malformed keys are answered alike."""

    openapi_name = "key"

    def __call__(self, request: HttpRequest) -> Caller | None:
        """As every HttpBearer; but from the one header, without making all the others for it."""
        scheme, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        return self.authenticate(request, token) if scheme.lower() == self.openapi_scheme else None

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The caller; None for a 401.

        Raises TooManyRequests, and NotAllowed when the key lacks the operation's scope.
        """
        if not token.startswith(PREFIX):
            return None
        count_request(request, token)
        found = store_for_key(token)
        if found is None:
            return None
        store, actor = found
        called = OPERATIONS.get((str(request.method), _path_of(request)))
        check_scope(actor, called)
        takes_picture = called is not None and called.takes_picture
        return Caller(store, actor, read_picture(request) if takes_picture else read_json(request))


def caller(request: HttpRequest) -> Caller:
    """Who calls, inside an operation."""
    return cast(Caller, request.auth)  # type: ignore[attr-defined]


def check_scope(actor: Actor, called: Operation | None) -> None:
    """Refuse with NotAllowed who lacks a scope of the operation; what was never described is nobody's."""
    if called is None:
        raise NotAllowed
    actor.require(*called.scopes)


def _path_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return template(match.route) if match else ""


@lru_cache(maxsize=200)
def template(route: str) -> str:
    """`api/v1/orders/<number>` → `/orders/{number}`, as its description and the OpenAPI document write it."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route).partition("v1/")[2]
