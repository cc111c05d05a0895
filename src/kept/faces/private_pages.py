"""Pages of the desk and of the sign-in are for those who sit before the screen now, and no cache keeps them.

Otherwise the next person at a shared computer sees customers' names and addresses by the button "Back".
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PRIVATE = ("/desk/", "/accounts/")


class NoStore:
    """Middleware: what is below those addresses is not stored, except where the view itself says for how long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(PRIVATE):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
