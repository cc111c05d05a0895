"""The taps by which the store says that an order is the customer's it seems to be, and takes it back."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.board.views import act_on_board
from kept.faces.desk.responses import Toast, seen_revision
from kept.faces.desk.routing import DeskRequest
from kept.orders.actions.join_customer import join_customer
from kept.orders.actions.split_customer import split_customer

UNDO_SECONDS = 20  # it can be taken back on the order's page for good


def join(request: DeskRequest, number: int) -> HttpResponse:
    """Say that the order is that of the customer it seems to be."""
    desk = request.desk

    def do() -> Toast:
        order = join_customer(
            actor=desk.actor, number=number, seen=seen_revision(request), now=timezone.now()
        )
        name = order.customer.name if order.customer else order.customer_name
        return Toast(
            _("Order %(number)s is an order of %(name)s now.") % {"number": number, "name": name},
            undo_url=desk.url("split_customer", number),
            undo=(("seen", order.revision), ("back", request.POST.get("back", ""))),
            seconds=UNDO_SECONDS,
        )

    return act_on_board(request, do)


def split(request: DeskRequest, number: int) -> HttpResponse:
    """Take back that the order is this customer's."""

    def do() -> Toast:
        split_customer(
            actor=request.desk.actor, number=number, seen=seen_revision(request), now=timezone.now()
        )
        return Toast(_("Order %(number)s was split again. What it had added is gone.") % {"number": number})

    return act_on_board(request, do)
