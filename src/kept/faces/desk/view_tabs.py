"""The tabs of saved views, above the board and above the list (C1)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.faces.desk.order_filters import NO_VIEW, left_out
from kept.faces.desk.routing import Desk, DeskRequest
from kept.stores.roles import May
from kept.views.checks import LONGEST_NAME
from kept.views.queries import View

# As many as there are keys for: `v 1` … `v 9`.
MOST_KEYS = 9
# Words of a view that only a list can show.
OF_LISTS = ("status", "q")
CALLED = {
    "due": gettext_lazy("promise"),
    "channel": gettext_lazy("channel"),
    "fulfilment_kind": gettext_lazy("fulfilment method"),
    "money": gettext_lazy("payment"),
    "attention": gettext_lazy("attention"),
    "sort": gettext_lazy("order of the cards"),
    "status": gettext_lazy("status"),
    "column": gettext_lazy("column"),
}


def default_url(desk: Desk, views: list[View], page: str) -> str:
    """Where the person's default view opens on this page; "" if nothing opens by itself there."""
    chosen = next((view for view in views if view.is_default), None)
    return _url(desk, chosen, page) if chosen and _page_of(chosen.words, page) == page else ""


def views_part(
    request: DeskRequest, views: list[View], page: str, words: Mapping[str, str]
) -> dict[str, Any]:
    """What `desk/view_tabs.html` takes. `words`: what the page shows now, as a view would keep it."""
    desk = request.desk
    named = request.GET.get("view", "")
    current = next((view for view in views if str(view.id) == named), None)
    may_share = desk.actor.may(May.WRITE_SETTINGS)
    lost = left_out(request.GET, with_money=desk.actor.may(May.READ_MONEY))
    return {
        "views": [_tab(desk, view, place, page, current) for place, view in enumerate(views, start=1)],
        "view": current,
        "view_may_change": bool(current and current.mine and (may_share or not current.shared)),
        "view_may_share": bool(current and may_share and (current.mine or current.shared)),
        "view_words": list(words.items()),
        "view_changed": bool(current and words and words != current.words),
        "view_lost": ", ".join(_lost(name, word) for name, word in lost.items()) if current else "",
        "view_page": page,
        "view_none_url": desk.url(page, view=NO_VIEW),
        "view_longest": LONGEST_NAME,
        "view_shows_all": not words and current is None,
    }


def _tab(desk: Desk, view: View, place: int, page: str, current: View | None) -> dict[str, Any]:
    return {
        "name": view.name,
        "url": _url(desk, view, page),
        "keys": f"v {place}" if place <= MOST_KEYS else "",
        "current": view == current,
        "by_others": view.shared and not view.mine,
        "is_default": view.is_default,
    }


def _lost(name: str, word: str) -> str:
    return _("%(what)s “%(word)s”") % {"what": CALLED[name], "word": word}


def _url(desk: Desk, view: View, page: str) -> str:
    return view_address(desk, view.id, view.words, page)


def view_address(desk: Desk, view_id: int, words: Mapping[str, str], page: str) -> str:
    """Where a view opens: on this page, or on the list if only a list can show it."""
    return desk.url(_page_of(words, page), **words, view=view_id)


def _page_of(words: Mapping[str, str], page: str) -> str:
    return "orders" if any(words.get(name) for name in OF_LISTS) else page
