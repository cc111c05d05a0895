"""Looks at what a request brings before anything reads it: how large it is, and whether a file may be in it.

Whoever is refused here is answered as the face would: a problem for a program, a page for a person.
"""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase

from kept.config.fast_path import is_api_request
from kept.faces import error_pages
from kept.faces.api.problems import problem_response
from kept.faces.body_limits import LengthRequired, refuse_too_large, takes_file
from kept.kit.refusals import Refusal


class RequestBodies:
    """Middleware: refuses a body that is too large or of unknown length, and takes files only where one is expected."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            refuse_too_large(request.path_info, _length_of(request))
        except Refusal as refusal:
            if is_api_request(request):
                return problem_response(refusal)
            return error_pages.error_page(request, refusal.status, refusal=refusal)
        if request.content_type == "multipart/form-data" and takes_file(request.path_info):
            request.upload_handlers = [InMemoryUpload(request)]
        return self.get_response(request)


class InMemoryUpload(MemoryFileUploadHandler):
    """Takes a file into memory, whatever its size: it is within the limit, and came in memory."""

    def handle_raw_input(self, *_args: Any, **_named: Any) -> None:
        """Take part in every upload."""
        self.activated = True


def _length_of(request: HttpRequest) -> int:
    """Return the length of the body in bytes. Raises LengthRequired where there is a body and nothing says how long."""
    length = request.META.get("CONTENT_LENGTH") or ""
    # Django takes a body without a length for an empty one. The web server has read a chunked one, and says its length.
    if (length and not (length.isascii() and length.isdigit())) or "HTTP_TRANSFER_ENCODING" in request.META:
        raise LengthRequired
    return int(length[:20] or 0)
