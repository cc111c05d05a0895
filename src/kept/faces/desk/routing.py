"""The desk's frame: which store, who acts there, and what every page shows around its own part.

A view of the desk is `def board(request: DeskRequest, …)`. It stands in a list of routes as

    at("board/", board, "board", look=May.READ_ORDERS)

which puts it under `/desk/<store>/`, lets in only a signed-in person with a place in that store and the
permission that stands beside the route, and sets `request.desk`. A store in which the person has no
place looks exactly like one that does not exist: 404. Times are shown in the store's zone.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, get_script_prefix, path, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from kept.faces.desk.navigation import PLACES
from kept.faces.error_pages import SiteBrand, set_site_brand
from kept.faces.ui.locales import country_formats
from kept.faces.ui.nav import NavItem, StoreLink
from kept.findings.queries import count_open
from kept.messages.queries import Backlog, backlog
from kept.stores.actor import Actor
from kept.stores.models import Store, User
from kept.stores.queries import store_for_staff, stores_of
from kept.stores.roles import PERMISSIONS, May

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Rule:
    """The permission that a person needs to look (GET, HEAD) and to act (POST). None: no such method."""

    look: May | None = None
    act: May | None = None


# Every route of the desk with its rule, filled by `at()` (B5).
RULES: dict[str, Rule] = {}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody stands: the store, and what they are and may do in it."""

    store: Store
    actor: Actor

    @property
    def role(self) -> str:
        """What the person is in this store, in the reader's language."""
        return next(str(role.label) for role, may in PERMISSIONS.items() if may == self.actor.permissions)

    def may_look(self, route: str) -> bool:
        """Return whether this person may open the route."""
        return self._is_permitted(RULES[route].look)

    def may_act(self, route: str) -> bool:
        """Return whether this person may post to the route."""
        return self._is_permitted(RULES[route].act)

    def _is_permitted(self, permission: May | None) -> bool:
        return permission is not None and self.actor.may(permission)

    def url(self, route: str, *args: object, **query: object) -> str:
        """The address of a route in this store; `query` without what is empty."""
        asked = [(name, value) for name, value in query.items() if value not in ("", None)]
        tail = f"?{urlencode(asked, doseq=True)}" if asked else ""
        return _path(get_script_prefix(), f"desk:{route}", self.store.slug, *args) + tail


# A page of the desk asks for a dozen, and for one of each order it draws anew.
@functools.lru_cache(maxsize=2000)
def _path(prefix: str, route: str, *args: object) -> str:
    """As `reverse` finds it, below the `prefix` that all of Kept is served under."""
    del prefix
    return reverse(route, args=args)


class DeskRequest(HttpRequest):
    """A request that has passed `desk_view`."""

    desk: Desk
    htmx: HtmxDetails


def at(
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
    """`view` for those who are signed in, have a place in the store, and are permitted what `rule` asks."""

    @functools.wraps(view)
    def seated(request: DeskRequest, slug: str, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return to_sign_in(request)
        store, actor = store_for_staff(request.user, slug)
        set_site_brand(request, lambda: _site_brand(Desk(store, actor)))
        wanted = rule.look if request.method in ("GET", "HEAD") else rule.act
        if wanted is None or request.method not in ("GET", "HEAD", "POST"):
            allowed = [*(["GET", "HEAD"] if rule.look else []), *(["POST"] if rule.act else [])]
            return HttpResponseNotAllowed(allowed)
        actor.require(wanted)
        request.desk = Desk(store, actor)
        with timezone.override(ZoneInfo(store.timezone)), country_formats(store.country):
            return view(request, **kwargs)

    return seated


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who it is, and come back here afterwards; a part of a page sends the whole page."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    back = htmx.current_url_abs_path if htmx else request.get_full_path()
    address = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back or '/desk/'})}"
    return HttpResponseClientRedirect(address) if htmx else HttpResponseRedirect(address)


def desk_frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what `kept/desk_base.html` draws around the page; read only where it is drawn."""
    desk: Desk | None = getattr(request, "desk", None)
    if desk is None:
        return {}
    user = cast("User", request.user)
    return {
        "desk": desk,
        "store": desk.store.name,
        "stores": SimpleLazyObject(lambda: _store_links(user, desk.store)),
        "nav": SimpleLazyObject(lambda: _nav(desk)),
        "unsent": SimpleLazyObject(lambda: unsent(desk)),
        "unsent_url": desk.url("waiting"),
        "home_url": desk.url("start"),
        "search_url": desk.url("orders"),
        "account_name": user.name or user.email,
        "account_role": desk.role,
        "account_links": [
            {"label": _("Password"), "url": reverse("account_change_password")},
            {"label": _("Second factor"), "url": reverse("mfa_index")},
        ],
        "sign_out_url": reverse("account_logout"),
        "brand_url": desk.url("brand", v=desk.store.revision),
    }


def _site_brand(desk: Desk) -> SiteBrand:
    return SiteBrand(
        name=desk.store.name, url=desk.url("start"), onward=_("Back to the desk"),
        brand_url=desk.url("brand", v=desk.store.revision),
    )  # fmt: skip


def unsent(desk: Desk) -> Backlog | None:
    """The store's messages that should have left and have not, if there are any."""
    found = backlog(timezone.now(), store_id=desk.store.pk)
    return found if found.count else None


def _store_links(user: User, current: Store) -> list[StoreLink]:
    return [
        StoreLink(store.name, reverse("desk:start", args=[store.slug]), current=store.pk == current.pk)
        for store in stores_of(user)
    ]


def _nav(desk: Desk) -> list[NavItem]:
    """The places that this person may look at."""
    return [
        NavItem(
            key=place.route, label=str(place.label), url=desk.url(place.route), icon=place.icon,
            keys=place.keys, main=place.main, more=place.more, short=str(place.short), bare=place.bare,
            count=count_open(timezone.now(), actor=desk.actor).open if place.route == "findings" else 0,
        )
        for place in PLACES
        if desk.may_look(place.route)
    ]  # fmt: skip
