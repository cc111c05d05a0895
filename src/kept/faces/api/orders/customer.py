"""The operations by which an order is joined to its customer, and that is taken back."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.fields import Number
from kept.faces.api.operations import operation
from kept.faces.api.orders.lifecycle import on_order
from kept.faces.api.orders.outputs import OrderOut
from kept.faces.api.responses import if_match
from kept.orders.actions.join_customer import join_customer
from kept.orders.actions.split_customer import split_customer
from kept.stores.roles import May

router = Router()


@operation(
    router.put,
    "/orders/{number}/customer",
    id="orders.join_customer",
    scopes={May.READ_ORDERS, May.WRITE_CUSTOMERS},
    guarded=True,
    response=OrderOut,
    summary="Join to its customer",
)
def join(request: HttpRequest, number: Number) -> HttpResponse:
    """Say that the order is that of the customer it seems to be: it counts among theirs, with what it says of them.

    Where it came with a known number and a new e-mail address, its record is merged into the known customer's.
    """
    return on_order(
        request,
        number,
        lambda caller, now: join_customer(actor=caller.actor, number=number, seen=if_match(request), now=now),
    )


@operation(
    router.delete,
    "/orders/{number}/customer",
    id="orders.split_customer",
    scopes={May.READ_ORDERS, May.WRITE_CUSTOMERS},
    guarded=True,
    response=OrderOut,
    summary="Take the customer back",
)
def split(request: HttpRequest, number: Number) -> HttpResponse:
    """Take back that the order is this customer's: what was added or moved by it goes back."""
    return on_order(
        request,
        number,
        lambda caller, now: split_customer(
            actor=caller.actor, number=number, seen=if_match(request), now=now
        ),
    )
