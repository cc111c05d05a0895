"""Refusals become pages: one place for every HTML face (the API has its own, in problem details)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kept.kit.refusals import Refusal

Respond = Callable[[HttpRequest], HttpResponse]


class RefusalPages:
    """Middleware: a Refusal that a view lets through is a page with its status and its sentence."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a Refusal; anything else is Django's to handle."""
        if not isinstance(error, Refusal):
            return None
        context = {"sentence": str(error), "title": _("That did not work"), "status": error.status}
        template = {404: "404.html", 403: "403.html", 503: "503.html"}.get(error.status, "refused.html")
        response = render(request, template, context, status=error.status)
        if error.status == 503:
            response["Retry-After"] = "1"
        return response
