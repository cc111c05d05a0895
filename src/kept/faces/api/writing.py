"""Writes: performed once per Idempotency-Key, and answered the same again (`kit/idempotency.py`)."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.problems import InvalidRequest
from kept.faces.api.responses import json_text_response, to_json
from kept.kit.idempotency import Answer, Slot, fingerprint_of, idempotent, idempotent_with_shared_commit
from kept.kit.refusals import Gone
from kept.kit.tokens import seal, unseal

# The form of an Idempotency-Key.
KEY = r"^[!-~]{1,255}$"
# The outcome of a write: its status, its body, its headers.
WriteResult = tuple[int, Mapping[str, Any] | None, dict[str, str]]
Perform = Callable[[Caller, datetime], WriteResult]


def write(request: HttpRequest, perform: Perform) -> HttpResponse:
    """Perform a write once and answer with its result; under a key that was answered before, answer that again.

    The key belongs to the API key that sent it, and stands for this method, address and body: another request
    under it refuses with KeyReused. A refusal inside leaves the key free. Raises InvalidRequest for what is no key.
    """
    return _write(idempotent, request, perform)


def write_with_shared_commit(request: HttpRequest, perform: Perform) -> HttpResponse:
    """Do as `write()`, in a transaction that may end with others' (`idempotent_with_shared_commit`)."""
    return _write(idempotent_with_shared_commit, request, perform)


def _write(
    open_slot: Callable[..., AbstractContextManager[Slot]], request: HttpRequest, perform: Perform
) -> HttpResponse:
    caller, now = caller_of(request), timezone.now()
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is not None and not re.fullmatch(KEY, key):
        raise InvalidRequest(
            fields={"Idempotency-Key": "write 1 to 255 printable ASCII characters without spaces"}
        )
    fingerprint = fingerprint_of(str(request.method), request.get_full_path(), request.body) if key else ""
    with open_slot(scope=f"api-key:{caller.actor.id}", key=key, fingerprint=fingerprint, now=now) as slot:
        if slot.replay is not None:
            return _replay(slot.replay)
        status, body, headers = perform(caller, now)
        text = to_json(body) if body is not None else ""
        # Sealed, because a response holds a customer's data and the secret of an order's link.
        slot.keep(status, seal(text) if key else "", headers)
    return json_text_response(text, status, **headers)


def _replay(answer: Answer) -> HttpResponse:
    text = unseal(answer.body)
    if text is None:
        raise Gone
    response = json_text_response(text, answer.status, **answer.headers)
    response["Idempotency-Replayed"] = "true"
    return response
