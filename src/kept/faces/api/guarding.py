"""Writes by somebody who saw the thing before: whoever was too late is shown how it stands."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse

from kept.faces.api import problems
from kept.kit.refusals import Changed


def show_current_if_changed(
    name: str, read_current: Callable[[], tuple[Mapping[str, Any], str]], perform: Callable[[], HttpResponse]
) -> HttpResponse:
    """Perform a write; a refusal that the thing has changed carries in `facts`, under `name`, how it stands.

    `read_current` gives that, and its ETag.
    """
    try:
        return perform()
    except Changed as refusal:
        body, tag = read_current()
        response = problems.problem_response(refusal, more={name: body})
        response["ETag"] = tag
        return response
