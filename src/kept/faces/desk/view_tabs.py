"""The tabs of saved views, above the board and above the list (C1)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.faces.desk.order_filters import NO_VIEW, unknown_filters
from kept.faces.desk.routing import Desk, DeskRequest
from kept.stores.roles import May
from kept.views.checks import LONGEST_NAME
from kept.views.queries import View

# As many as there are keys for: `v 1` … `v 9`.
MOST_KEYS = 9
# Parameters of a view that only the list can show.
ONLY_ON_LIST = ("status", "q")
FILTER_WORDS = {
    "due": gettext_lazy("promise"),
    "channel": gettext_lazy("channel"),
    "fulfilment_method": gettext_lazy("fulfilment method"),
    "money": gettext_lazy("payment"),
    "attention": gettext_lazy("attention"),
    "sort": gettext_lazy("order of the cards"),
    "status": gettext_lazy("status"),
    "column": gettext_lazy("column"),
}


def default_url(desk: Desk, views: list[View], page: str) -> str:
    """Return the address of the person's default view on this page; "" if nothing opens by itself there."""
    default = next((view for view in views if view.is_default), None)
    return _url(desk, default, page) if default and _page_of(default.words, page) == page else ""


def tabs_context(
    request: DeskRequest, views: list[View], page: str, params: Mapping[str, str]
) -> dict[str, Any]:
    """Return the context of `desk/view_tabs.html`. `params`: what the page shows now, as a view would keep it."""
    desk = request.desk
    view_id = request.GET.get("view", "")
    current = next((view for view in views if str(view.id) == view_id), None)
    may_share = desk.actor.may(May.WRITE_SETTINGS)
    unknown = unknown_filters(request.GET, with_money=desk.actor.may(May.READ_MONEY))
    return {
        "views": [_tab(desk, view, position, page, current) for position, view in enumerate(views, start=1)],
        "view": current,
        "view_may_change": bool(current and current.mine and (may_share or not current.shared)),
        "view_may_share": bool(current and may_share and (current.mine or current.shared)),
        "view_words": list(params.items()),
        "view_changed": bool(current and params and params != current.words),
        "view_lost": ", ".join(_unknown_words(name, value) for name, value in unknown.items())
        if current
        else "",
        "view_page": page,
        "view_none_url": desk.url(page, view=NO_VIEW),
        "view_longest": LONGEST_NAME,
        "view_shows_all": not params and current is None,
    }


def _tab(desk: Desk, view: View, position: int, page: str, current: View | None) -> dict[str, Any]:
    return {
        "name": view.name,
        "url": _url(desk, view, page),
        "keys": f"v {position}" if position <= MOST_KEYS else "",
        "current": view == current,
        "by_others": view.shared and not view.mine,
        "is_default": view.is_default,
    }


def _unknown_words(name: str, value: str) -> str:
    return _("%(what)s “%(word)s”") % {"what": FILTER_WORDS[name], "word": value}


def _url(desk: Desk, view: View, page: str) -> str:
    return view_address(desk, view.id, view.words, page)


def view_address(desk: Desk, view_id: int, params: Mapping[str, str], page: str) -> str:
    """Return the address of a view: on this page, or on the list if only the list can show it."""
    return desk.url(_page_of(params, page), **params, view=view_id)


def _page_of(params: Mapping[str, str], page: str) -> str:
    return "orders" if any(params.get(name) for name in ONLY_ON_LIST) else page
