"""Every write of the API: run once per Idempotency-Key, answered the same again (reliability rule 5)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kept.faces.api.auth import Caller, caller
from kept.faces.api.replies import reply

# status, body, headers
Done = tuple[int, Any, dict[str, str]]
Work = Callable[[Caller, datetime], Done]


def write(request: HttpRequest, work: Work) -> HttpResponse:
    """Do `work` and answer with what it says."""
    status, body, headers = work(caller(request), timezone.now())
    return reply(body, status, **headers)
