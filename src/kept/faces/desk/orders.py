"""All orders, newest first, and the search (C1): the same work on the thousandth page as on the first."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kept.faces.desk.cards import due, lines_of, money_badge, nth_word
from kept.faces.desk.drawn import drawn
from kept.faces.desk.frame import Desk, DeskRequest
from kept.faces.look.words import status_word
from kept.orders.boards import Beside, beside, page
from kept.orders.finding import find_orders
from kept.orders.models import Order, Status
from kept.orders.queries import reachable
from kept.stores.roles import May

ON_A_PAGE = 50
HIGHEST_NUMBER = 2**31 - 1


def orders(request: DeskRequest) -> HttpResponse:
    """The list; with `q` what fits it, and straight to the order where `q` is its number."""
    desk = request.desk
    words = request.GET.get("q", "").strip()
    if words:
        found = find_orders(desk.actor, words, country=desk.store.country)
        exact = [order for order in found if str(order.number) == words.lstrip("#")]
        if exact:
            return redirect(desk.url("order", exact[0].number))
        return render(request, "desk/orders.html", {**_context(desk, found), "search_value": words})
    status = request.GET.get("status", "")
    status = status if status in Status.values else ""
    some = page(reachable(desk.actor), status=status, before=_before(request), most=ON_A_PAGE)
    shown = some[:ON_A_PAGE]
    context = _context(desk, shown) | {
        "statuses": _statuses(desk, status),
        "older_url": desk.url("orders", status=status, before=shown[-1].number)
        if len(some) > ON_A_PAGE
        else "",
        "newer_url": desk.url("orders", status=status) if "before" in request.GET else "",
    }
    return render(request, "desk/orders.html", context)


def _context(desk: Desk, shown: list[Order]) -> dict[str, Any]:
    now = timezone.now()
    facts = beside(shown)
    rows = mark_safe("".join(_drawn(desk, order, facts[order.pk], now) for order in shown))  # noqa: S308
    return {"here": "orders", "rows": rows, "numbers": [order.number for order in shown]}


def _drawn(desk: Desk, order: Order, facts: Beside, now: datetime) -> SafeString:
    def draw() -> SafeString:
        return render_to_string("desk/order_row.html", {"row": _row(desk, order, facts, now)})

    return drawn("row", desk, order, facts, now, draw)


def _row(desk: Desk, order: Order, facts: Beside, now: datetime) -> dict[str, Any]:
    lines, more = lines_of(order)
    return {
        "number": order.number,
        "url": desk.url("order", order.number),
        "name": order.customer_name,
        "nth": nth_word(order.nth),
        "what": ", ".join(f"{line['quantity']} × {line['name']}" for line in lines),
        "more": more,
        "status": order.status,
        "status_word": status_word(desk.store, order.status, order.way_kind),
        "due": due(order, now),
        "placed_at": order.placed_at,
        "total": order.total,
        "currency": order.currency,
        **(money_badge(facts.account) if desk.actor.may(May.READ_MONEY) else {}),
    }


def _statuses(desk: Desk, current: str) -> list[dict[str, Any]]:
    everything = {"label": _("Everything"), "url": desk.url("orders"), "current": not current}
    return [
        everything,
        *(
            {
                "label": status_word(desk.store, status),
                "url": desk.url("orders", status=status),
                "current": status == current,
            }
            for status in Status.values
        ),
    ]


def _before(request: DeskRequest) -> int | None:
    text = request.GET.get("before", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None
    return number if number is not None and number <= HIGHEST_NUMBER else None
