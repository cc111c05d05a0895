"""Print an installation's orders, messages and timers as JSON, for checks.

python -m tools.rows
"""

import json

import django

django.setup()

from kept.messages.models import Message  # noqa: E402
from kept.orders.models import Order  # noqa: E402
from kept.orders.timers import REVIEW_REMINDER  # noqa: E402
from kept.timers.models import Timer  # noqa: E402


def main() -> dict[str, list[list[object]]]:
    """Every order and message as a list of values.

    `orders`: number, e-mail, version. `messages`: order, kind, version, state, Message-ID, address. `together`:
    the numbers of orders for which an alert spoke that has left. `reminders`: order, state of its timer.
    """
    orders = Order.objects.order_by("pk").values_list("pk", "number", "email", "version")
    numbers = {pk: number for pk, number, _, _ in orders}
    messages = Message.objects.order_by("pk").values_list(
        "order_id", "kind", "version", "state", "message_id", "address"
    )
    left = Message.objects.filter(kind="new_order", state="handed_over").values_list("facts", flat=True)
    reminders = Timer.objects.filter(kind=REVIEW_REMINDER.name).values_list("subject_id", "state")
    return {
        "orders": [[number, email, version] for _, number, email, version in orders],
        "messages": [[numbers.get(order or 0), *rest] for order, *rest in messages],
        "together": [[numbers.get(order)] for facts in left for order, _ in facts.get("orders", ())],
        "reminders": [[numbers.get(order), state] for order, state in reminders],
    }


if __name__ == "__main__":
    print(json.dumps(main()))
