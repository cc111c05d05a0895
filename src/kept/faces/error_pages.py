"""Pages for what cannot be done: a refusal, an address that is none, a breakdown (the API has problem details).

Each of these pages says what to do, in the look of the store that was visited. They are what is left when the
database and the session are gone, so they are drawn without either: what they show of a store is what its own
pages noted on the request, or, where it did not come to that, what this process remembers of it.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import escape_leading_slashes

from kept.kit.caches import Cache
from kept.kit.refusals import Refusal

Respond = Callable[[HttpRequest], HttpResponse]

OWN_PAGES = (400, 403, 404, 405, 413, 429, 500, 503)
"""Statuses with a page that says more than the refusal's own sentence."""

SOON = 60
"""Seconds after which whoever is turned away for a while may come again, where nothing better is known."""

_READS = ("GET", "HEAD")
_AGAIN = (429, 500, 503)  # the same address may well answer in a moment
_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@dataclass(frozen=True, slots=True)
class SiteBrand:
    """The store whose page it was going to be: all that the page needs to look like it, without asking the database."""

    name: str
    url: str
    """The address of the main link."""
    onward: str
    """The text of the main link."""
    brand_url: str
    logo: str = ""
    is_shop: bool = False
    contact: Sequence[Mapping[str, str]] = ()


# Address of a store's pages → how its brand is drawn.
_remembered: Cache[str, Callable[[], SiteBrand]] = Cache(most=200)


def set_site_brand(
    request: HttpRequest, site_brand: Callable[[], SiteBrand], *, language: str = "", under: str = ""
) -> None:
    """Note whose page this is going to be, and in which language, should it come to an error page.

    `under`: the address below which this process may remember the brand. None for what not everybody may see.
    """
    request.kept_site_brand = site_brand, language  # type: ignore[attr-defined]  # read by `error_page`
    if under:
        _remembered.put(under, site_brand)


def error_page(
    request: HttpRequest, status: int, *, refusal: Refusal | None = None, wait: int = 0, template: str = ""
) -> HttpResponse:
    """The page for a status; `wait`: seconds until coming again is worth it, for 429 and 503."""
    wait = wait or SOON
    site_brand, language = getattr(request, "kept_site_brand", (None, ""))
    if site_brand is None and status != 404:
        site_brand = next(
            (brand for under, brand in _remembered.items() if request.path.startswith(under)), None
        )
    again = _again_url(request, status)
    with translation.override(language or translation.get_language()):
        brand = site_brand() if site_brand else None
        context = {
            "request": request,
            "site_brand": brand,
            "brand_url": brand.brand_url if brand else "",
            "status": status,
            "sentence": str(refusal) if refusal else "",
            "minutes": -(-wait // 60),
            "again_url": again,
            "is_back": request.method not in _READS,
        }
        name = template or (f"{status}.html" if status in OWN_PAGES else "refused.html")
        # Without the request's processors: they ask the session and the database.
        response = HttpResponse(render_to_string(name, context), status=status)
    response.headers["Cache-Control"] = "no-store"
    if status in (429, 503):
        response.headers["Retry-After"] = str(wait)
    return response


class RefusalPages:
    """Middleware: a Refusal that a view lets through is a page; so is an address that takes no such request."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        answer = error_page(request, 405)
        answer.headers["Allow"] = response.headers["Allow"]
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a Refusal; anything else is Django's to handle, which asks the functions below."""
        if not isinstance(error, Refusal):
            return None
        return error_page(request, error.status, refusal=error, wait=getattr(error, "retry_after", 0))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: what was sent makes no sense, or is more than is taken."""
    return error_page(request, 413 if isinstance(exception, _TOO_LARGE) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: a form without the proof that it came from here. Why is nobody's business but the log's."""
    return error_page(request, 403, template="403_csrf.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    return error_page(request, 404)


def too_many_requests(request: HttpRequest, *, wait: int = 0) -> HttpResponse:
    """handler429, which allauth asks, and the shop's limits; `wait` in seconds."""
    return error_page(request, 429, wait=wait)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: a database that does not answer is a matter of waiting; anything else is our mistake."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return error_page(request, 503 if away else 500)


def _again_url(request: HttpRequest, status: int) -> str:
    """Return where to try again: the same address, or, for what was sent, the page it was sent from; "" if unknown."""
    if request.method in _READS:
        # A path that begins with two slashes would be the address of another host.
        return escape_leading_slashes(request.get_full_path()) if status in _AGAIN else ""
    came_from = urlsplit(request.headers.get("Referer", ""))
    is_here = came_from.netloc == request.META.get("HTTP_HOST")
    if not is_here or not came_from.path.startswith("/") or came_from.path.startswith("//"):
        return ""
    return came_from._replace(scheme="", netloc="", fragment="").geturl()
