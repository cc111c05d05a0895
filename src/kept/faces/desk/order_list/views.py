"""All orders, newest first, and the search (C1): the same work on the thousandth page as on the first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from kept.faces.desk.cards import Today, drawn_row
from kept.faces.desk.order_filters import ATTENTION, VIEW, AskedFor
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.desk.view_tabs import default_url, views_part
from kept.faces.ui.texts import status_word
from kept.kit.text import whole_number
from kept.orders.models import Status
from kept.orders.reading.board import page, these
from kept.orders.reading.card_rows import OrderCard
from kept.orders.reading.search import LONGEST, find_orders
from kept.stores.roles import May
from kept.views.queries import views_of

ON_A_PAGE = 50
HIGHEST_NUMBER = 2**31 - 1


def orders(request: DeskRequest) -> HttpResponse:
    """The list; with `q` what fits it, and straight to the order where `q` is its number.

    An empty address opens the person's own default view, if that is a list.
    """
    desk = request.desk
    today = Today.of(timezone.now())
    words = request.GET.get("q", "").strip()
    if words:
        found = find_orders(desk.actor, words, country=desk.store.country)
        exact = [order for order in found if str(order.number) == words.lstrip("#")]
        if exact:
            return redirect(desk.url("order", exact[0].number))
        context = _context(desk, these(found, now=today.now), today) | {"search_value": words}
        part = views_part(request, views_of(desk.actor), "orders", {"q": words[:LONGEST]})
        return render(request, "desk/order_list/orders.html", context | part)
    views = views_of(desk.actor)
    opens = "" if request.GET else default_url(desk, views, "orders")
    if opens:
        return redirect(opens)
    asked = AskedFor.read(request.GET, with_money=desk.actor.may(May.READ_MONEY))
    some = page(desk.actor, asked.wanted(today), status=asked.status, before=_before(request), most=ON_A_PAGE)
    where = {**asked.words, VIEW: asked.view}
    context = _context(desk, some.orders, today) | {
        "statuses": _statuses(desk, asked),
        "chips": [
            chip for chip in asked.chips(with_money=True) if chip["current"] and chip["name"] != ATTENTION
        ],
        "filtered": bool(asked.filters),
        "older_url": desk.url("orders", **where, before=some.more_before) if some.more_before else "",
        "newer_url": desk.url("orders", **where) if "before" in request.GET else "",
        **views_part(request, views, "orders", asked.words),
    }
    return render(request, "desk/order_list/orders.html", context)


def _context(desk: Desk, shown: list[OrderCard], today: Today) -> dict[str, Any]:
    rows = format_html_join("", "{}", ([drawn_row(desk, order, today)] for order in shown))
    return {"here": "orders", "rows": rows, "numbers": [order.number for order in shown]}


def _statuses(desk: Desk, asked: AskedFor) -> list[dict[str, Any]]:
    everything = {
        "label": _("Everything"),
        "url": asked.query(status=""),
        "current": not asked.status,
    }
    return [
        everything,
        *(
            {
                "label": status_word(desk.store, status),
                "url": asked.query(status=status),
                "current": status == asked.status,
            }
            for status in Status.values
        ),
        asked.attention_chip(),
    ]


def _before(request: DeskRequest) -> int | None:
    return whole_number(request.GET.get("before"), HIGHEST_NUMBER)
