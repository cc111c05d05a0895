"""All orders, newest first, and the search (C1). The thousandth page costs no more than the first."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from kept.faces.desk.cards import Today, render_row
from kept.faces.desk.order_filters import ATTENTION, VIEW, OrderFilters
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.desk.view_tabs import default_url, tabs_context
from kept.faces.ui.texts import status_word
from kept.kit.text import whole_number
from kept.orders.lifecycle import CAN_BE_CANCELLED
from kept.orders.models import Status
from kept.orders.reading.board import page, these
from kept.orders.reading.card_rows import OrderCard
from kept.orders.reading.search import LONGEST, find_orders
from kept.stores.roles import May
from kept.views.queries import views_of

ON_A_PAGE = 50
HIGHEST_NUMBER = 2**31 - 1


def order_list(request: DeskRequest) -> HttpResponse:
    """List all orders; with `q` those that match, and redirect to the order whose number it is.

    An empty address opens the person's default view, if that is a list.
    """
    desk = request.desk
    today = Today.of(timezone.now())
    search = request.GET.get("q", "").strip()
    if search:
        matches = find_orders(desk.actor, search, country=desk.store.country)
        exact = [order for order in matches if str(order.number) == search.lstrip("#")]
        if exact:
            return redirect(desk.url("order", exact[0].number))
        context = _context(desk, these(matches, now=today.now), today) | {"search_value": search}
        tabs = tabs_context(request, views_of(desk.actor), "orders", {"q": search[:LONGEST]})
        return render(request, "desk/order_list/orders.html", context | tabs)
    views = views_of(desk.actor)
    default = "" if request.GET else default_url(desk, views, "orders")
    if default:
        return redirect(default)
    filters = OrderFilters.read(request.GET, with_money=desk.actor.may(May.READ_MONEY))
    current = page(
        desk.actor,
        filters.board_filter(today),
        status=filters.status,
        before=_before(request),
        most=ON_A_PAGE,
    )
    params = {**filters.saved_params, VIEW: filters.view}
    context = _context(desk, current.orders, today) | {
        "statuses": _status_links(desk, filters),
        "chips": [
            chip for chip in filters.chips(with_money=True) if chip["current"] and chip["name"] != ATTENTION
        ],
        "filtered": bool(filters.active),
        "older_url": desk.url("orders", **params, before=current.more_before) if current.more_before else "",
        "cancel_filtered": urlencode({**filters.saved_params, "filter": "1"}) if filters.saved_params else "",
        "newer_url": desk.url("orders", **params) if "before" in request.GET else "",
        **tabs_context(request, views, "orders", filters.saved_params),
    }
    return render(request, "desk/order_list/orders.html", context)


def _context(desk: Desk, orders: list[OrderCard], today: Today) -> dict[str, Any]:
    rows = format_html_join("", "{}", ([render_row(desk, order, today)] for order in orders))
    may_cancel = desk.actor.may(May.CANCEL_ORDERS)
    return {
        "here": "orders",
        "rows": rows,
        "numbers": [order.number for order in orders],
        "can_cancel": may_cancel and any(order.status in CAN_BE_CANCELLED for order in orders),
    }


def _status_links(desk: Desk, filters: OrderFilters) -> list[dict[str, Any]]:
    everything = {
        "label": _("Everything"),
        "url": filters.query(status=""),
        "current": not filters.status,
    }
    return [
        everything,
        *(
            {
                "label": status_word(desk.store, status),
                "url": filters.query(status=status),
                "current": status == filters.status,
            }
            for status in Status.values
        ),
        filters.attention_chip(),
    ]


def _before(request: DeskRequest) -> int | None:
    return whole_number(request.GET.get("before"), HIGHEST_NUMBER)
