"""Control characters are taken out of what a browser sends, before anything reads it: no database could keep them.

PostgreSQL refuses NUL in the middle of the work; SQLite keeps it, and such an installation could never move.
Nobody types a control character, so they are left out here, once for every page, field and search. The API
refuses them instead (faces/api/request_body.py): a program can be told to send something else.
"""

from collections.abc import Callable
from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.request import UnreadablePostError

from kept.kit.text import strip_control_characters


class StripControlCharacters:
    """Middleware: no control characters in forms, searches and cookies; an address that has one is none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name, value in request.COOKIES.items():
            request.COOKIES[name] = strip_control_characters(value)
        request.GET = _without_control_characters(request.GET)  # type: ignore[assignment]  # django-stubs keep immutable ones apart
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """The form, when somebody is about to read it; whoever hung up half-way is not answered anyway."""
        if strip_control_characters(request.path_info) != request.path_info:
            raise Http404
        with suppress(UnreadablePostError):
            request.POST = _without_control_characters(request.POST)  # type: ignore[assignment]


def _without_control_characters(sent: QueryDict) -> QueryDict:
    clean = {
        strip_control_characters(name): [strip_control_characters(value) for value in values]
        for name, values in sent.lists()
    }
    if clean == dict(sent.lists()):
        return sent
    query = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in clean.items():
        query.setlist(name, values)
    return query
