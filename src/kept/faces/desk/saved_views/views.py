"""What is done to saved views (C1).

A view is an address with a name: its words stand in the query beside `view`, which says whose they are. So a page
knows what was changed since, and everything on it works without the view being read again.
"""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.order_filters import NO_VIEW, AskedFor
from kept.faces.desk.responses import Toast, answer
from kept.faces.desk.routing import DeskRequest
from kept.faces.desk.view_tabs import view_address
from kept.stores.roles import May
from kept.views.actions.bring_back_view import bring_back_view
from kept.views.actions.change_view import change_view
from kept.views.actions.choose_view import choose_view
from kept.views.actions.remove_view import remove_view
from kept.views.actions.save_view import save_view
from kept.views.actions.share_view import share_view
from kept.views.actions.unshare_view import unshare_view

PAGES = ("board", "orders")


def save(request: DeskRequest) -> HttpResponse:
    """What the page shows gets a name, and opens as the new view."""
    desk = request.desk
    saved: list[str] = []

    def do() -> Toast:
        name = request.POST.get("name", "")
        view = save_view(actor=desk.actor, name=name, words=_words(request), now=timezone.now())
        saved.append(view_address(desk, view.pk, view.words, _page(request)))
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
        changed.append(view_address(desk, view.pk, view.words, _page(request)))
        said = _("It is called “%(name)s” now.") if renamed else _("“%(name)s” shows this from now on.")
        return Toast(said % {"name": view.name})

    return answer(request, do, to=lambda: changed[0])


def default(request: DeskRequest, view_id: int) -> HttpResponse:
    """The view opens by itself for this person, or does no longer."""

    def do() -> Toast:
        opens = request.POST.get("do") == "open"
        choose_view(actor=request.desk.actor, view_id=view_id if opens else None, now=timezone.now())
        return Toast(_("It opens by default from now on.") if opens else _("It no longer opens by default."))

    return answer(request, do)


def shared(request: DeskRequest, view_id: int) -> HttpResponse:
    """Everybody in the store has the view, or its owner alone."""

    def do() -> Toast:
        act = unshare_view if request.POST.get("do") == "unshare" else share_view
        view = act(actor=request.desk.actor, view_id=view_id, now=timezone.now())
        if view.shared:
            return Toast(_("“%(name)s” is now shared with the store.") % {"name": view.name})
        return Toast(_("“%(name)s” is no longer shared.") % {"name": view.name})

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
        back.append(view_address(desk, view.pk, view.words, "board"))
        return Toast(_("“%(name)s” was restored.") % {"name": view.name})

    return answer(request, do, to=lambda: back[0])


def _page(request: DeskRequest) -> str:
    page = request.POST.get("page", "")
    return page if page in PAGES else "board"


def _words(request: DeskRequest) -> dict[str, str]:
    """What the page showed when the form was drawn; a search stands for itself."""
    said = request.POST.get("q", "").strip()
    if said:
        return {"q": said}
    return AskedFor.read(request.POST, with_money=request.desk.actor.may(May.READ_MONEY)).words
