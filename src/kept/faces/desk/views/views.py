"""Saved views above the board and the list: tabs that open one, and what is done to them (C1).

A view is an address with a name: its words stand in the query beside `view`, which says whose they are. So a page
knows what was changed since, and everything on it works without the view being read again.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.faces.desk.asked_for import NO_VIEW, AskedFor, left_out
from kept.faces.desk.frame import Desk, DeskRequest
from kept.faces.desk.replies import Toast, answer
from kept.stores.roles import May
from kept.views.actions.bring_back_view import bring_back_view
from kept.views.actions.change_view import change_view
from kept.views.actions.choose_view import choose_view
from kept.views.actions.remove_view import remove_view
from kept.views.actions.save_view import save_view
from kept.views.actions.share_view import share_view
from kept.views.actions.unshare_view import unshare_view
from kept.views.checks import LONGEST_NAME
from kept.views.queries import View

# As many as there are keys for: `v 1` … `v 9`.
MOST_KEYS = 9
# Words of a view that only a list can show.
OF_LISTS = ("status", "q")
PAGES = ("board", "orders")
CALLED = {
    "due": gettext_lazy("promise"),
    "channel": gettext_lazy("channel"),
    "way": gettext_lazy("way to the customer"),
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
    """What `desk/views/bar.html` takes. `words`: what the page shows now, as a view would keep it."""
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


def save(request: DeskRequest) -> HttpResponse:
    """What the page shows gets a name, and opens as the new view."""
    desk = request.desk
    saved: list[str] = []

    def do() -> Toast:
        name = request.POST.get("name", "")
        view = save_view(actor=desk.actor, name=name, words=_words(request), now=timezone.now())
        saved.append(_address(desk, view.pk, view.words, _page(request)))
        return Toast(_("“%(name)s” is saved.") % {"name": view.name})

    return answer(request, do, to=lambda: saved[0])


def change(request: DeskRequest, view_id: int) -> HttpResponse:
    """Another name, or what the page shows now."""
    desk = request.desk
    changed: list[str] = []

    def do() -> Toast:
        renamed = request.POST.get("do") == "rename"
        view = change_view(
            actor=desk.actor,
            view_id=view_id,
            name=request.POST.get("name", "") if renamed else None,
            words=None if renamed else _words(request),
            now=timezone.now(),
        )
        changed.append(_address(desk, view.pk, view.words, _page(request)))
        said = _("It is called “%(name)s” now.") if renamed else _("“%(name)s” shows this from now on.")
        return Toast(said % {"name": view.name})

    return answer(request, do, to=lambda: changed[0])


def default(request: DeskRequest, view_id: int) -> HttpResponse:
    """The view opens by itself for this person, or does no longer."""

    def do() -> Toast:
        opens = request.POST.get("do") == "open"
        choose_view(actor=request.desk.actor, view_id=view_id if opens else None, now=timezone.now())
        return Toast(
            _("It opens by itself from now on.") if opens else _("It does not open by itself any more.")
        )

    return answer(request, do)


def shared(request: DeskRequest, view_id: int) -> HttpResponse:
    """Everybody in the store has the view, or its owner alone."""

    def do() -> Toast:
        act = unshare_view if request.POST.get("do") == "unshare" else share_view
        view = act(actor=request.desk.actor, view_id=view_id, now=timezone.now())
        if view.shared:
            return Toast(_("Everybody in the store has “%(name)s” now.") % {"name": view.name})
        return Toast(_("“%(name)s” is its owner's alone again.") % {"name": view.name})

    return answer(request, do)


def remove(request: DeskRequest, view_id: int) -> HttpResponse:
    """The view is gone; the next page still offers to bring it back."""
    desk = request.desk

    def do() -> Toast:
        view = remove_view(actor=desk.actor, view_id=view_id, now=timezone.now())
        undo = desk.url("view_restoration", view_id)
        return Toast(_("“%(name)s” is removed.") % {"name": view.name}, undo_url=undo)

    return answer(request, do, to=lambda: desk.url(_page(request), view=NO_VIEW))


def bring_back(request: DeskRequest, view_id: int) -> HttpResponse:
    """The view is there again, and opens."""
    desk = request.desk
    back: list[str] = []

    def do() -> Toast:
        view = bring_back_view(actor=desk.actor, view_id=view_id, now=timezone.now())
        back.append(_address(desk, view.pk, view.words, "board"))
        return Toast(_("“%(name)s” is there again.") % {"name": view.name})

    return answer(request, do, to=lambda: back[0])


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
    return _address(desk, view.id, view.words, page)


def _address(desk: Desk, view_id: int, words: Mapping[str, str], page: str) -> str:
    """Where a view opens: on this page, or on the list if only a list can show it."""
    return desk.url(_page_of(words, page), **words, view=view_id)


def _page_of(words: Mapping[str, str], page: str) -> str:
    return "orders" if any(words.get(name) for name in OF_LISTS) else page


def _page(request: DeskRequest) -> str:
    page = request.POST.get("page", "")
    return page if page in PAGES else "board"


def _words(request: DeskRequest) -> dict[str, str]:
    """What the page showed when the form was drawn; a search stands for itself."""
    said = request.POST.get("q", "").strip()
    if said:
        return {"q": said}
    return AskedFor.read(request.POST, with_money=request.desk.actor.may(May.READ_MONEY)).words
