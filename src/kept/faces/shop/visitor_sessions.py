"""Sessions of people who are not signed in: a row each, so nobody makes any number of them, and an empty one goes."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from kept.faces.shop.limits import VISITORS, spend, too_many

# For these Django saves nothing.
_ERRORS = 500


class VisitorSessions(SessionMiddleware):
    """Django's middleware, which writes a row for whoever has something in their session."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session as Django does; turn away an address that begins too many."""
        session: Any = getattr(request, "session", None)
        if session is not None and session.modified:
            if not session.keys():
                session.flush()  # Django would keep the row, with nothing in it
            elif _begins(session) and response.status_code < _ERRORS and not spend(request, VISITORS):
                return too_many(request, VISITORS)
        return super().process_response(request, response)


def _begins(session: Any) -> bool:
    """Tell whether saving it would write a new row, of nobody who signs in."""
    return not session.session_key and SESSION_KEY not in session
