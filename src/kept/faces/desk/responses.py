"""Responses to a POST of the desk: a toast on the board, or a redirect back to the page with a message."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from kept.faces.desk.routing import DeskRequest
from kept.faces.ui.texts import refusal_text
from kept.kit.refusals import NotAllowed, NotFound, Refusal
from kept.kit.text import whole_number


@dataclass(frozen=True, slots=True)
class Toast:
    """One sentence. `undo_url` takes it back within `seconds`; `undo` is posted with it."""

    text: str
    kind: str = "success"
    undo_url: str = ""
    undo: tuple[tuple[str, str | int], ...] = ()
    seconds: int = 0


def act_and_redirect(
    request: DeskRequest, do: Callable[[], Toast], *, to: str | Callable[[], str] = ""
) -> HttpResponse:
    """Act and redirect to where the person was (or to `to`, called afterwards), with the sentence on that page.

    An undo that needs nothing but its address is offered there, too. NotFound and NotAllowed are pages of their own;
    any other refusal is a message on the page.
    """
    try:
        toast = do()
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        return HttpResponseRedirect(back_url(request))
    if toast.text:
        messages.success(request, toast.text, extra_tags="" if toast.undo else toast.undo_url)
    return HttpResponseRedirect((to if isinstance(to, str) else to()) or back_url(request))


def back_url(request: DeskRequest) -> str:
    """Return where the person was: the field `back`, if it leads to this store's desk; else the start of the desk."""
    home = request.desk.url("start")
    url = request.POST.get("back", "")
    is_safe = url.startswith(home) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_safe else home


def seen_revision(request: DeskRequest) -> int | None:
    """Return the revision of the order that the person saw, if the page sent it."""
    return whole_number(request.POST.get("seen"))
