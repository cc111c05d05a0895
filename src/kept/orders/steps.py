"""Steps for reactions: what happens to orders because of something elsewhere. They open no transaction."""

from django.db.models import F

from kept.kit.transactions import require_transaction
from kept.orders.models import Order


def move_orders(store_id: int, *, from_customer: int, to_customer: int) -> int:
    """The orders of one customer row are another's now; what was agreed stays as it is.

    Returns how many moved.
    """
    require_transaction()
    moved = Order.objects.filter(store_id=store_id, customer_id=from_customer)
    return moved.update(customer_id=to_customer, revision=F("revision") + 1)
