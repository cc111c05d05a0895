"""A write by somebody who saw the thing before: whoever was too late is shown how it stands."""

from collections.abc import Callable

from django.http import HttpResponse

from kept.faces.api import problems
from kept.faces.api.values import Plain
from kept.kit.refusals import Changed

Do = Callable[[], HttpResponse]


def guarded_by(name: str, as_it_stands: Callable[[], tuple[Plain, str]], do: Do) -> HttpResponse:
    """`do`; a refusal that it has changed carries in `facts`, under `name`, how it stands, and its ETag."""
    try:
        return do()
    except Changed as refusal:
        body, tag = as_it_stands()
        response = problems.refused(refusal, more={name: body})
        response["ETag"] = tag
        return response
