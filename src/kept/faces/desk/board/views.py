"""The orders board: everything in flight, live, and one tap to advance (C1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from kept.faces.desk.board.first_steps import first_steps
from kept.faces.desk.cards import Today, drawn_card
from kept.faces.desk.order_filters import AskedFor
from kept.faces.desk.responses import Toast, answer
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.desk.view_tabs import default_url, views_part
from kept.faces.ui.templatetags.kept import money
from kept.faces.ui.texts import status_word
from kept.kit.refusals import Refusal
from kept.kit.text import whole_number
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.deadlines import is_late
from kept.orders.models import Order, Status
from kept.orders.reading.board import Column, columns, last_change
from kept.stores.roles import May
from kept.views.queries import views_of

COLUMNS = (
    Status.PENDING,
    Status.RECEIVED,
    Status.PREPARING,
    Status.READY,
    Status.SHIPPED,
    Status.ON_HOLD,
    Status.DONE,
)
# Columns that a small store may never need stand on the board only while something is in them.
ONLY_WITH_ORDERS = frozenset({Status.PENDING, Status.ON_HOLD})
MOST_SHOWN = 50
MOST_TOGETHER = 100


def board(request: DeskRequest) -> HttpResponse:
    """The whole page. An empty address opens the person's own default view."""
    desk = request.desk
    views = views_of(desk.actor)
    opens = "" if request.GET else default_url(desk, views, "board")
    if opens:
        return redirect(opens)
    context = board_context(request, request.GET)
    asked: AskedFor = context["asked"]
    return render(
        request, "desk/board/board.html", {**context, **views_part(request, views, "board", asked.words)}
    )


def live(request: DeskRequest) -> HttpResponse:
    """The columns again if anything is different since `cursor`; 204 if not."""
    if request.GET.get("cursor") == cursor(request.desk, timezone.now()):
        return HttpResponse(status=204)
    return board_part(request)


def together(request: DeskRequest) -> HttpResponse:
    """Advance or hold the selected orders, up to MOST_TOGETHER; each is answered for itself."""
    picked = [pick for pick in request.POST.getlist("order")[:MOST_TOGETHER] if pick]
    results = [_one_of_many(request, pick) for pick in dict.fromkeys(picked)]
    done = sum(result["ok"] for result in results)
    refused = [result for result in results if not result["ok"]]
    said = _("%(done)s of %(all)s orders moved.") % {"done": done, "all": len(results)}
    if not results:
        said = _("Select some orders first.")
    toast = Toast(said, kind="error" if refused or not results else "success")
    if request.htmx:
        return board_part(request, toast=toast, results=results if refused else [])
    return render(request, "desk/board/together.html", {"here": "board", "said": said, "results": results})


def board_part(
    request: DeskRequest, *, toast: Toast | None = None, results: list[dict[str, Any]] | None = None
) -> HttpResponse:
    """The columns alone, as the page that asks for them shows them."""
    shown_at = QueryDict(urlsplit(request.htmx.current_url or "").query)
    context = board_context(request, shown_at)
    return render(request, "desk/board/part.html", {**context, "toast": toast, "results": results})


def board_answer(request: DeskRequest, do: Callable[[], Toast]) -> HttpResponse:
    """Act from the board: the new state of things, and a toast that says what happened or why nothing did."""
    if not request.htmx or request.htmx.target != "board":
        return answer(request, do)
    try:
        toast = do()
    except Refusal as refusal:
        toast = Toast(str(refusal), kind="error")
    return board_part(request, toast=toast)


def board_context(request: DeskRequest, query: QueryDict) -> dict[str, Any]:
    """What the board's templates show."""
    desk, now = request.desk, timezone.now()
    with_money = desk.actor.may(May.READ_MONEY)
    asked = AskedFor.read(query, with_money=with_money)
    # Before the orders are read: what changes meanwhile is seen at the next look.
    at = cursor(desk, now)
    today = Today.of(now)
    found = columns(desk.actor, COLUMNS, asked.wanted(today), most=MOST_SHOWN)
    shown = [_shown(desk, one, asked, today) for one in found]
    drawn_columns = [one for one in shown if one["numbers"] or one["status"] not in ONLY_WITH_ORDERS]
    current = asked.column or next(
        (one["status"] for one in drawn_columns if one["numbers"]), drawn_columns[0]["status"]
    )
    for one in drawn_columns:
        one["shown"] = one["status"] == current
    return {
        "here": "board",
        "asked": asked,
        "columns": drawn_columns,
        "counts": [_count(one, asked) for one in drawn_columns],
        "chips": asked.chips(with_money=with_money),
        "sorts": asked.sorts(),
        "cursor": at,
        "is_new": not desk.store.has_orders,
        "first_steps": [] if desk.store.has_orders else first_steps(desk),
        "may_advance": desk.actor.may(May.ADVANCE_ORDERS),
    }


def cursor(desk: Desk, now: datetime) -> str:
    """What is the same as long as the board is.

    It names the newest entry of the journal, the store's settings, and the minute, because promises count down.
    """
    return f"{last_change(desk.actor)}-{desk.store.revision}-{int(now.timestamp()) // 60}"


def _shown(desk: Desk, one: Column, asked: AskedFor, today: Today) -> dict[str, Any]:
    has_total = desk.actor.may(May.READ_MONEY) and one.status != Status.DONE and one.orders
    more_url = desk.url("orders", status=one.status, **asked.filters)
    return {
        "status": str(one.status),
        "word": status_word(desk.store, one.status),
        "count": one.count,
        "numbers": [order.number for order in one.orders],
        "late": sum(is_late(order, today.now) for order in one.orders),
        "total_text": money(one.total, desk.store.currency) if has_total else "",
        "drawn": format_html_join("", "{}", ([drawn_card(desk, order, today)] for order in one.orders)),
        "more_url": "" if one.is_whole else more_url,
        "more_text": _("All of them"),
        "empty_text": _("Nothing matches the filter.") if asked.filters else EMPTY[one.status](),
    }


def _count(one: dict[str, Any], asked: AskedFor) -> dict[str, Any]:
    return {
        "status": one["status"],
        "word": one["word"],
        "count": one["count"],
        "url": asked.query(column=one["status"]),
        "current": one["shown"],
        "bad": bool(one["late"]),
    }


@dataclass(frozen=True, slots=True)
class Picked:
    """A selected card: the order's number and the revision that was seen."""

    number: int
    seen: int


def _picked(text: str) -> Picked | None:
    before, _dot, after = text.partition(".")
    number, seen = whole_number(before), whole_number(after)
    return None if number is None or seen is None else Picked(number, seen)


def _one_of_many(request: DeskRequest, text: str) -> dict[str, Any]:
    picked = _picked(text)
    if picked is None:
        return {"number": text[:12], "ok": False, "said": _("There is no such order.")}
    try:
        order = _do(request, picked)
    except Refusal as refusal:
        return {"number": picked.number, "ok": False, "said": str(refusal),
                "url": request.desk.url("order", picked.number)}  # fmt: skip
    return {
        "number": order.number,
        "ok": True,
        "said": status_word(request.desk.store, order.status, order.fulfilment_kind),
        "url": request.desk.url("order", order.number),
    }


def _do(request: DeskRequest, picked: Picked) -> Order:
    actor, now = request.desk.actor, timezone.now()
    if request.POST.get("do") == "hold":
        why = request.POST.get("why", "")
        return hold_order(actor=actor, number=picked.number, why=why, seen=picked.seen, now=now)
    return advance_order(actor=actor, number=picked.number, seen=picked.seen, now=now)


EMPTY: dict[Status, Callable[[], str]] = {
    Status.PENDING: lambda: _("No orders need confirmation."),
    Status.RECEIVED: lambda: _("New orders appear here by themselves."),
    Status.PREPARING: lambda: _("Nothing is being prepared."),
    Status.READY: lambda: _("Nothing is ready for pickup."),
    Status.SHIPPED: lambda: _("Nothing is on its way."),
    Status.ON_HOLD: lambda: _("Nothing is on hold."),
    Status.DONE: lambda: _("Completed orders appear here."),
}
