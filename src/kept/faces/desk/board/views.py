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
from kept.faces.desk.cards import Today, render_card
from kept.faces.desk.order_filters import OrderFilters
from kept.faces.desk.responses import Toast, act_and_redirect
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.desk.view_tabs import default_url, tabs_context
from kept.faces.ui.templatetags.kept import money
from kept.faces.ui.texts import status_word
from kept.kit.refusals import Refusal
from kept.kit.text import whole_number
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.deadlines import is_late
from kept.orders.models import Order, Status
from kept.orders.reading.board import Column, last_change
from kept.orders.reading.board import columns as read_columns
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
    """The whole page. An empty address opens the person's default view."""
    desk = request.desk
    views = views_of(desk.actor)
    default = "" if request.GET else default_url(desk, views, "board")
    if default:
        return redirect(default)
    context = board_context(request, request.GET)
    filters: OrderFilters = context["asked"]
    return render(
        request,
        "desk/board/board.html",
        {**context, **tabs_context(request, views, "board", filters.saved_params)},
    )


def live(request: DeskRequest) -> HttpResponse:
    """The columns, if anything is different since `cursor`; 204 if not."""
    if request.GET.get("cursor") == cursor(request.desk, timezone.now()):
        return HttpResponse(status=204)
    return render_columns(request)


def together(request: DeskRequest) -> HttpResponse:
    """Advance or hold the selected orders, up to MOST_TOGETHER; each succeeds or is refused on its own."""
    selected = [value for value in request.POST.getlist("order")[:MOST_TOGETHER] if value]
    results = [_act_on_one(request, value) for value in dict.fromkeys(selected)]
    done = sum(result["ok"] for result in results)
    refused = [result for result in results if not result["ok"]]
    sentence = _("%(done)s of %(all)s orders moved.") % {"done": done, "all": len(results)}
    if not results:
        sentence = _("Select some orders first.")
    toast = Toast(sentence, kind="error" if refused or not results else "success")
    if request.htmx:
        return render_columns(request, toast=toast, results=results if refused else [])
    return render(
        request, "desk/board/together.html", {"here": "board", "said": sentence, "results": results}
    )


def render_columns(
    request: DeskRequest, *, toast: Toast | None = None, results: list[dict[str, Any]] | None = None
) -> HttpResponse:
    """Render the columns alone, filtered as on the page that asks for them."""
    query = QueryDict(urlsplit(request.htmx.current_url or "").query)
    context = board_context(request, query)
    return render(request, "desk/board/part.html", {**context, "toast": toast, "results": results})


def act_on_board(request: DeskRequest, do: Callable[[], Toast]) -> HttpResponse:
    """Act from the board and render its columns, with a toast that says what happened or why nothing did."""
    if not request.htmx or request.htmx.target != "board":
        return act_and_redirect(request, do)
    try:
        toast = do()
    except Refusal as refusal:
        toast = Toast(str(refusal), kind="error")
    return render_columns(request, toast=toast)


def board_context(request: DeskRequest, query: QueryDict) -> dict[str, Any]:
    """Return the context of the board's templates."""
    desk, now = request.desk, timezone.now()
    with_money = desk.actor.may(May.READ_MONEY)
    filters = OrderFilters.read(query, with_money=with_money)
    # Before the orders are read: what changes meanwhile comes with the next poll.
    current_cursor = cursor(desk, now)
    today = Today.of(now)
    columns = [
        _column_context(desk, column, filters, today)
        for column in read_columns(desk.actor, COLUMNS, filters.board_filter(today), most=MOST_SHOWN)
    ]
    columns = [column for column in columns if column["numbers"] or column["status"] not in ONLY_WITH_ORDERS]
    current = filters.column or next(
        (column["status"] for column in columns if column["numbers"]), columns[0]["status"]
    )
    for column in columns:
        column["shown"] = column["status"] == current
    return {
        "here": "board",
        "asked": filters,
        "columns": columns,
        "counts": [_count_context(column, filters) for column in columns],
        "chips": filters.chips(with_money=with_money),
        "sorts": filters.sorts(),
        "cursor": current_cursor,
        "is_new": not desk.store.has_orders,
        "first_steps": [] if desk.store.has_orders else first_steps(desk),
        "may_advance": desk.actor.may(May.ADVANCE_ORDERS),
    }


def cursor(desk: Desk, now: datetime) -> str:
    """Return a text that changes when the board does.

    It names the newest entry of the journal, the store's settings, and the minute, because promises count down.
    """
    return f"{last_change(desk.actor)}-{desk.store.revision}-{int(now.timestamp()) // 60}"


def _column_context(desk: Desk, column: Column, filters: OrderFilters, today: Today) -> dict[str, Any]:
    has_total = desk.actor.may(May.READ_MONEY) and column.status != Status.DONE and column.orders
    more_url = desk.url("orders", status=column.status, **filters.active)
    return {
        "status": str(column.status),
        "word": status_word(desk.store, column.status),
        "count": column.count,
        "numbers": [order.number for order in column.orders],
        "late": sum(is_late(order, today.now) for order in column.orders),
        "total_text": money(column.total, desk.store.currency) if has_total else "",
        "drawn": format_html_join("", "{}", ([render_card(desk, order, today)] for order in column.orders)),
        "more_url": "" if column.is_whole else more_url,
        "more_text": _("All of them"),
        "empty_text": _("Nothing matches the filter.") if filters.active else EMPTY[column.status](),
    }


def _count_context(column: dict[str, Any], filters: OrderFilters) -> dict[str, Any]:
    return {
        "status": column["status"],
        "word": column["word"],
        "count": column["count"],
        "url": filters.query(column=column["status"]),
        "current": column["shown"],
        "bad": bool(column["late"]),
    }


@dataclass(frozen=True, slots=True)
class SelectedOrder:
    """A selected card: the order's number, and the revision that the person saw."""

    number: int
    seen: int


def _parse_selected(text: str) -> SelectedOrder | None:
    before, _dot, after = text.partition(".")
    number, seen = whole_number(before), whole_number(after)
    return None if number is None or seen is None else SelectedOrder(number, seen)


def _act_on_one(request: DeskRequest, text: str) -> dict[str, Any]:
    selected = _parse_selected(text)
    if selected is None:
        return {"number": text[:12], "ok": False, "said": _("There is no such order.")}
    try:
        order = _act(request, selected)
    except Refusal as refusal:
        return {"number": selected.number, "ok": False, "said": str(refusal),
                "url": request.desk.url("order", selected.number)}  # fmt: skip
    return {
        "number": order.number,
        "ok": True,
        "said": status_word(request.desk.store, order.status, order.fulfilment_kind),
        "url": request.desk.url("order", order.number),
    }


def _act(request: DeskRequest, selected: SelectedOrder) -> Order:
    actor, now = request.desk.actor, timezone.now()
    if request.POST.get("do") == "hold":
        why = request.POST.get("why", "")
        return hold_order(actor=actor, number=selected.number, why=why, seen=selected.seen, now=now)
    return advance_order(actor=actor, number=selected.number, seen=selected.seen, now=now)


EMPTY: dict[Status, Callable[[], str]] = {
    Status.PENDING: lambda: _("No orders need confirmation."),
    Status.RECEIVED: lambda: _("New orders appear here by themselves."),
    Status.PREPARING: lambda: _("Nothing is being prepared."),
    Status.READY: lambda: _("Nothing is ready for pickup."),
    Status.SHIPPED: lambda: _("Nothing is on its way."),
    Status.ON_HOLD: lambda: _("Nothing is on hold."),
    Status.DONE: lambda: _("Completed orders appear here."),
}
