"""Cancel several orders, as after somebody ordered a hundred times: looked at together, cancelled one by one (C1)."""

from dataclasses import dataclass, field
from itertools import islice

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from kept.faces.desk.cards import Today
from kept.faces.desk.order_filters import OrderFilters
from kept.faces.desk.routing import DeskRequest
from kept.faces.ui.texts import refusal_text
from kept.kit.refusals import NotAllowed, Refusal
from kept.kit.text import whole_number
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.reading.board import page
from kept.orders.reading.cancellations import cancellations
from kept.stores.roles import May

# As many as one form carries (Django refuses more than 1,000 fields), and as one request does in seconds.
MOST_CHOSEN = 900
MOST_AT_ONCE = 200


@dataclass(slots=True)
class Outcome:
    """The outcome of one request. `failed`: an order's number and why it was not cancelled; `left`: what is next."""

    done: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def cancel_many(request: DeskRequest) -> HttpResponse:
    """Show what cancelling the chosen orders would do, or do it: each order is a transaction of its own."""
    if request.method == "POST":
        return _cancel(request)
    desk = request.desk
    numbers = _filtered(request) if "filter" in request.GET else _ticked(request)
    if not numbers:
        return HttpResponseRedirect(desk.url("orders"))
    effects = cancellations(desk.actor, numbers[:MOST_CHOSEN])
    context = {
        "here": "orders",
        "effects": effects,
        "picks": [f"{order.number}.{order.revision}" for order in effects.orders],
        "is_part": len(numbers) > MOST_CHOSEN,
        "reads_money": desk.actor.may(May.READ_MONEY),
    }
    return render(request, "desk/order_list/cancel_many.html", context)


def _cancel(request: DeskRequest) -> HttpResponse:
    why = request.POST.get("why", "")
    picks = iter(dict.fromkeys(request.POST.getlist("order")))
    outcome = Outcome()
    for pick in islice(picks, MOST_AT_ONCE):
        number, _dot, revision = pick.partition(".")
        try:
            cancel_order(
                actor=request.desk.actor,
                number=whole_number(number) or 0,
                why=why,
                seen=whole_number(revision),
                now=timezone.now(),
            )
            outcome.done += 1
        except NotAllowed:
            raise
        except Refusal as refusal:
            outcome.failed.append((whole_number(number) or 0, refusal_text(refusal)))
    outcome.left = list(picks)
    context = {"here": "orders", "outcome": outcome, "why": why}
    return render(request, "desk/order_list/cancelled_many.html", context)


def _ticked(request: DeskRequest) -> list[int]:
    numbers = (whole_number(text) for text in request.GET.getlist("order"))
    return [number for number in numbers if number is not None]


def _filtered(request: DeskRequest) -> list[int]:
    """Return the numbers of the list's orders as it is filtered, one more than can be chosen."""
    desk = request.desk
    filters = OrderFilters.read(request.GET, with_money=desk.actor.may(May.READ_MONEY))
    board_filter = filters.board_filter(Today.of(timezone.now()))
    found = page(desk.actor, board_filter, status=filters.status, most=MOST_CHOSEN + 1)
    return [order.number for order in found.orders]
