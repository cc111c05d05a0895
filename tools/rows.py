"""What an installation has written down, as JSON: every order and every message. For those who check it.

python -m tools.rows
"""

import json

import django

django.setup()

from kept.messages.models import Message  # noqa: E402
from kept.orders.models import Order  # noqa: E402


def main() -> dict[str, list[list[object]]]:
    """Every order and message as a list of values.

    `orders`: number, e-mail, version. `messages`: order, kind, version, state, Message-ID, address. `together`:
    the numbers of orders for which an alert spoke that has left.
    """
    orders = Order.objects.order_by("pk").values_list("pk", "number", "email", "version")
    numbers = {pk: number for pk, number, _, _ in orders}
    messages = Message.objects.order_by("pk").values_list(
        "order_id", "kind", "version", "state", "message_id", "address"
    )
    left = Message.objects.filter(kind="new_order", state="handed_over").values_list("facts", flat=True)
    return {
        "orders": [[number, email, version] for _, number, email, version in orders],
        "messages": [[numbers.get(order or 0), *rest] for order, *rest in messages],
        "together": [[numbers.get(order)] for facts in left for order, _ in facts.get("orders", ())],
    }


if __name__ == "__main__":
    print(json.dumps(main()))
