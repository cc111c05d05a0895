"""The routes of the desk: which store, who acts there, and the permission that each route needs.

A view of the desk is `def board(request: DeskRequest, …)`. It stands in a list of routes as

    desk_path("board/", board, "board", look=May.READ_ORDERS)

which puts it under `/desk/<store>/`, lets in only a signed-in person who works in that store and has the
permission that stands beside the route, and sets `request.desk`. A store in which the person does not
work looks exactly like one that does not exist: 404. Times are shown in the store's zone.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, get_script_prefix, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from kept.faces.error_pages import SiteBrand, set_site_brand
from kept.faces.ui.locales import country_formats
from kept.stores.actor import Actor
from kept.stores.models import Store, User
from kept.stores.queries import store_for_staff
from kept.stores.roles import PERMISSIONS, May

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Rule:
    """The permission that a person needs to look (GET, HEAD) and to act (POST). None: no such method."""

    look: May | None = None
    act: May | None = None


# Every route of the desk with its rule, filled by `desk_path()` (B5).
RULES: dict[str, Rule] = {}


@dataclass(frozen=True, slots=True)
class Desk:
    """The store whose desk is open, and the person who works there with what they may do."""

    store: Store
    actor: Actor

    @property
    def role(self) -> str:
        """The person's role in this store, in the reader's language."""
        return next(str(role.label) for role, may in PERMISSIONS.items() if may == self.actor.permissions)

    def may_look(self, route: str) -> bool:
        """Tell whether this person may open the route."""
        return self._is_permitted(RULES[route].look)

    def may_act(self, route: str) -> bool:
        """Tell whether this person may post to the route."""
        return self._is_permitted(RULES[route].act)

    def _is_permitted(self, permission: May | None) -> bool:
        return permission is not None and self.actor.may(permission)

    def url(self, route: str, *args: object, **query: object) -> str:
        """Return the address of a route in this store; empty values of `query` are left out."""
        params = [(name, value) for name, value in query.items() if value not in ("", None)]
        query_string = f"?{urlencode(params, doseq=True)}" if params else ""
        return _path(get_script_prefix(), f"desk:{route}", self.store.slug, *args) + query_string


# A page of the desk asks for a dozen, and for one of each order it draws anew.
@functools.lru_cache(maxsize=2000)
def _path(prefix: str, route: str, *args: object) -> str:
    """Return the path that `reverse` finds, below the `prefix` that all of Kept is served under."""
    del prefix
    return reverse(route, args=args)


class DeskRequest(HttpRequest):
    """A request that has passed `desk_view`."""

    desk: Desk
    htmx: HtmxDetails


def desk_path(
    address: str, view: View, route: str, *, look: May | None = None, act: May | None = None
) -> URLPattern:
    """Return the route at this address below `/desk/<store>/`, open to those whom its rule permits."""
    if look is None and act is None:
        raise ImproperlyConfigured(f"The desk's route {route!r} says neither who may look nor who may act.")
    if route in RULES:
        raise ImproperlyConfigured(f"The desk has two routes {route!r}.")
    rule = RULES[route] = Rule(look, act)
    return path(f"<slug:slug>/{address}", desk_view(view, rule), name=route)


def desk_view(view: View, rule: Rule) -> View:
    """Return `view` for those who are signed in, work in the store, and have the permission that `rule` names."""

    @functools.wraps(view)
    def permitted_view(request: DeskRequest, slug: str, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return to_sign_in(request)
        store, actor = store_for_staff(request.user, slug)
        set_site_brand(request, lambda: _site_brand(Desk(store, actor)))
        permission = rule.look if request.method in ("GET", "HEAD") else rule.act
        if permission is None or request.method not in ("GET", "HEAD", "POST"):
            allowed = [*(["GET", "HEAD"] if rule.look else []), *(["POST"] if rule.act else [])]
            return HttpResponseNotAllowed(allowed)
        actor.require(permission)
        request.desk = Desk(store, actor)
        with timezone.override(ZoneInfo(store.timezone)), country_formats(store.country):
            return view(request, **kwargs)

    return permitted_view


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to the sign-in and back here afterwards; where a part of a page asked, the whole page goes."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    next_url = htmx.current_url_abs_path if htmx else request.get_full_path()
    address = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': next_url or '/desk/'})}"
    return HttpResponseClientRedirect(address) if htmx else HttpResponseRedirect(address)


def _site_brand(desk: Desk) -> SiteBrand:
    return SiteBrand(
        name=desk.store.name, url=desk.url("start"), onward=_("Back to the desk"),
        brand_url=desk.url("brand", v=desk.store.revision),
    )  # fmt: skip
