"""Every row lock this package takes, ordered by primary key."""

from kept.kit.refusals import NotFound
from kept.kit.transactions import require_transaction
from kept.orders.models import Order, Request
from kept.orders.queries import reachable
from kept.orders.refusals import AlreadyAnswered, SomebodyWasFaster
from kept.payments.models import Account
from kept.stores.actor import Actor


def lock_order(actor: Actor, number: int, *, seen: int | None = None) -> Order:
    """Return the order with this number, if the actor may reach it, locked until the transaction ends.

    `seen` is the revision the caller decided on; a newer one refuses with SomebodyWasFaster (412). Raises NotFound.
    """
    order = _lock(actor, number=number)
    if seen is not None and seen != order.revision:
        raise SomebodyWasFaster(seen=seen, now=order.revision)
    return order


def lock_order_by_id(actor: Actor, order_id: int) -> Order:
    """Return the order with this id, locked as by `lock_order`. Raises NotFound."""
    return _lock(actor, pk=order_id)


def _lock(actor: Actor, **which: int) -> Order:
    require_transaction()
    orders = reachable(actor).select_for_update(of=("self",)).select_related("store")
    order = orders.filter(**which).first()
    if order is None:
        raise NotFound
    return order


def lock_account(order: Order) -> Account:
    """Return the order's account, locked."""
    require_transaction()
    return Account.objects.select_for_update().get(order_id=order.pk)


def lock_request(order: Order, request_id: int) -> Request:
    """Return an open request about this order, locked. Raises NotFound or AlreadyAnswered."""
    require_transaction()
    request = Request.objects.select_for_update().filter(order=order, pk=request_id).first()
    if request is None:
        raise NotFound
    if request.answer != Request.Answer.OPEN:
        raise AlreadyAnswered
    request.order = order
    return request
