"""Save, change, share and remove views of the board and the list (C1).

A view is an address with a name: its parameters stand in the query beside `view`, the view's id. So a page
knows what was changed since, and everything on it works without reading the view again.
"""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.order_filters import NO_VIEW, OrderFilters
from kept.faces.desk.responses import Toast, act_and_redirect
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
    """Save what the page shows under a name, and open the new view."""
    desk = request.desk
    saved: list[str] = []

    def do() -> Toast:
        name = request.POST.get("name", "")
        view = save_view(actor=desk.actor, name=name, words=_params(request), now=timezone.now())
        saved.append(view_address(desk, view.pk, view.words, _page(request)))
        return Toast(_("“%(name)s” is saved.") % {"name": view.name})

    return act_and_redirect(request, do, to=lambda: saved[0])


def change(request: DeskRequest, view_id: int) -> HttpResponse:
    """Rename the view, or let it keep what the page shows now."""
    desk = request.desk
    changed: list[str] = []

    def do() -> Toast:
        renames = request.POST.get("do") == "rename"
        view = change_view(
            actor=desk.actor,
            view_id=view_id,
            name=request.POST.get("name", "") if renames else None,
            words=None if renames else _params(request),
            now=timezone.now(),
        )
        changed.append(view_address(desk, view.pk, view.words, _page(request)))
        sentence = _("It is called “%(name)s” now.") if renames else _("“%(name)s” shows this from now on.")
        return Toast(sentence % {"name": view.name})

    return act_and_redirect(request, do, to=lambda: changed[0])


def default(request: DeskRequest, view_id: int) -> HttpResponse:
    """Make the view this person's default, or no longer."""

    def do() -> Toast:
        opens = request.POST.get("do") == "open"
        choose_view(actor=request.desk.actor, view_id=view_id if opens else None, now=timezone.now())
        return Toast(_("It opens by default from now on.") if opens else _("It no longer opens by default."))

    return act_and_redirect(request, do)


def shared(request: DeskRequest, view_id: int) -> HttpResponse:
    """Share the view with everybody in the store, or with nobody any more."""

    def do() -> Toast:
        act = unshare_view if request.POST.get("do") == "unshare" else share_view
        view = act(actor=request.desk.actor, view_id=view_id, now=timezone.now())
        if view.shared:
            return Toast(_("“%(name)s” is now shared with the store.") % {"name": view.name})
        return Toast(_("“%(name)s” is no longer shared.") % {"name": view.name})

    return act_and_redirect(request, do)


def remove(request: DeskRequest, view_id: int) -> HttpResponse:
    """Remove the view; the next page offers to bring it back."""
    desk = request.desk

    def do() -> Toast:
        view = remove_view(actor=desk.actor, view_id=view_id, now=timezone.now())
        undo = desk.url("view_restoration", view_id)
        return Toast(_("“%(name)s” is removed.") % {"name": view.name}, undo_url=undo)

    return act_and_redirect(request, do, to=lambda: desk.url(_page(request), view=NO_VIEW))


def bring_back(request: DeskRequest, view_id: int) -> HttpResponse:
    """Bring a removed view back, and open it."""
    desk = request.desk
    back: list[str] = []

    def do() -> Toast:
        view = bring_back_view(actor=desk.actor, view_id=view_id, now=timezone.now())
        back.append(view_address(desk, view.pk, view.words, "board"))
        return Toast(_("“%(name)s” was restored.") % {"name": view.name})

    return act_and_redirect(request, do, to=lambda: back[0])


def _page(request: DeskRequest) -> str:
    page = request.POST.get("page", "")
    return page if page in PAGES else "board"


def _params(request: DeskRequest) -> dict[str, str]:
    """Return the parameters of the page on which the form stood; a search stands alone."""
    search = request.POST.get("q", "").strip()
    if search:
        return {"q": search}
    return OrderFilters.read(request.POST, with_money=request.desk.actor.may(May.READ_MONEY)).saved_params
