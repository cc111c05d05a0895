"""Makes a store that has been open for long: copies one real order in bulk. Prints a signed-in session.

    python -m benchmarks._many_orders <how many orders there shall be>

The newest fifty are under way, ten at each status; the rest is done, as in a shop that keeps its promises.
"""

import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from kept.messages.models import Message  # noqa: E402
from kept.orders.models import Confirmation, Line, Order, Status  # noqa: E402
from kept.payments.models import Account  # noqa: E402
from kept.stores.models import User  # noqa: E402

UNDER_WAY = (Status.RECEIVED, Status.PREPARING, Status.READY, Status.SHIPPED, Status.ON_HOLD)
AT_EACH = 10
BATCH = 2000


def main(wanted: int) -> str:
    """Add what is missing, oldest first, and sign the owner in."""
    first = Order.objects.order_by("number")[0]
    have = Order.objects.count()
    Order.objects.update(status=Status.DONE)
    for start in range(have, wanted, BATCH):
        with transaction.atomic():
            _copy(first, start, min(BATCH, wanted - start))
    newest = list(Order.objects.order_by("-number").values_list("pk", flat=True)[: AT_EACH * len(UNDER_WAY)])
    for place, status in enumerate(UNDER_WAY):
        Order.objects.filter(pk__in=newest[place :: len(UNDER_WAY)]).update(status=status)
    _let_settle()
    client = Client()
    client.force_login(User.objects.get())
    return client.cookies["sessionid"].value


def _let_settle() -> None:
    """Let PostgreSQL do what it would have done in the months in between, and not while pages are measured."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
            cursor.execute("CHECKPOINT")


def _copy(first: Order, start: int, count: int) -> None:
    """`count` orders like the first, with lines, confirmation, money and message."""
    now = timezone.now()
    times = [now + timedelta(minutes=start + n - 200_000) for n in range(count)]
    orders = [
        _like(first, number=first.number + start + n, link_hash=f"copy {start + n}", status=Status.DONE,
              placed_at=at, status_at=at, changed_at=at,
              promised_from=at, promised_until=at + timedelta(days=2))
        for n, at in enumerate(times)
    ]  # fmt: skip
    Order.objects.bulk_create(orders)
    for model in (Line, Confirmation):
        rows = list(model._default_manager.filter(order=first))
        model._default_manager.bulk_create(_like(row, order=order) for order in orders for row in rows)
    account = Account.objects.get(order_id=first.pk)
    Account.objects.bulk_create(
        Account(order_id=order.pk, store=account.store, currency=account.currency, method=account.method,
                agreed=account.agreed, state=account.state)
        for order in orders
    )  # fmt: skip
    messages = list(Message.objects.filter(order_id=first.pk))
    Message.objects.bulk_create(
        _like(message, order_id=order.pk, state="handed_over", handed_over_at=order.placed_at)
        for order in orders
        for message in messages
    )


def _like(row: Any, **differences: Any) -> Any:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{**values, "id": None, **_attnames(row, differences)})


def _attnames(row: Model, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.pk if isinstance(value, Model) else value for name, value in _named(row, values)}


def _named(row: Model, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        yield str(getattr(row._meta.get_field(name), "attname", name)), value


if __name__ == "__main__":
    print(main(int(sys.argv[1])))
