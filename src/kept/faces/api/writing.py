"""Every write of the API: done once per Idempotency-Key, and answered the same again (`kit/idempotency.py`)."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kept.faces.api.auth import Caller, caller
from kept.faces.api.problems import DoesNotFit
from kept.faces.api.responses import json_text_response, written
from kept.kit.idempotency import Answer, Slot, fingerprint_of, idempotent, idempotent_with_shared_commit
from kept.kit.refusals import Gone
from kept.kit.tokens import seal, unseal

# What an Idempotency-Key may be.
KEY = r"^[!-~]{1,255}$"
# What a write comes to: its status, its body, its headers.
Done = tuple[int, Any, dict[str, str]]
Work = Callable[[Caller, datetime], Done]


def write(request: HttpRequest, work: Work) -> HttpResponse:
    """Do `work` once and answer with what it says; under a key that was answered before, answer that again.

    The key belongs to the API key that sent it, and stands for this method, address and body: another request
    under it refuses with KeyReused. A refusal inside leaves the key free. Raises DoesNotFit for what is no key.
    """
    return _write(idempotent, request, work)


def write_with_shared_commit(request: HttpRequest, work: Work) -> HttpResponse:
    """As `write()`, in a transaction that may end with others' (`idempotent_with_shared_commit`)."""
    return _write(idempotent_with_shared_commit, request, work)


def _write(
    opened: Callable[..., AbstractContextManager[Slot]], request: HttpRequest, work: Work
) -> HttpResponse:
    who, now = caller(request), timezone.now()
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is not None and not re.fullmatch(KEY, key):
        raise DoesNotFit(
            fields={"Idempotency-Key": "write 1 to 255 printable ASCII characters without spaces"}
        )
    fingerprint = fingerprint_of(str(request.method), request.get_full_path(), request.body) if key else ""
    with opened(scope=f"api-key:{who.actor.id}", key=key, fingerprint=fingerprint, now=now) as slot:
        if slot.replay is not None:
            return _again(slot.replay)
        status, body, headers = work(who, now)
        text = written(body) if body is not None else ""
        # Sealed, because an answer holds a customer's data and the secret of an order's link.
        slot.keep(status, seal(text) if key else "", headers)
    return json_text_response(text, status, **headers)


def _again(answer: Answer) -> HttpResponse:
    text = unseal(answer.body)
    if text is None:
        raise Gone
    response = json_text_response(text, answer.status, **answer.headers)
    response["Idempotency-Replayed"] = "true"
    return response
