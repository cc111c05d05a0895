"""How the desk answers who did something: a toast on the board, or back to the page with a message."""

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


def answer(
    request: DeskRequest, do: Callable[[], Toast], *, to: str | Callable[[], str] = ""
) -> HttpResponse:
    """Act and go back to where the person was (or to `to`, asked afterwards), with the sentence on that page.

    What can be taken back by its address alone can be taken back there.
    What cannot be seen or is not permitted is a page of its own; any other refusal is said on the same page.
    """
    try:
        toast = do()
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        return HttpResponseRedirect(back(request))
    if toast.text:
        messages.success(request, toast.text, extra_tags="" if toast.undo else toast.undo_url)
    return HttpResponseRedirect((to if isinstance(to, str) else to()) or back(request))


def back(request: DeskRequest) -> str:
    """Where the person was: the field `back`, if it leads to this store's desk; else its start."""
    home = request.desk.url("start")
    wanted = request.POST.get("back", "")
    is_safe = wanted.startswith(home) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_safe else home


def seen(request: DeskRequest) -> int | None:
    """The revision that the person looked at, if the page said it."""
    return whole_number(request.POST.get("seen"))
