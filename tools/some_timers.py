"""Timers for a benchmark, in an installation that sample_store.py has filled.

python -m tools.some_timers later=100000           so many that wait for a day on which nobody looks
python -m tools.some_timers orders=1000 seconds=2  orders under review whose limit passes in 2 s; prints when
python -m tools.some_timers fired                  when the last of those fired, in Unix seconds; 0 while one waits
"""

import sys
from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.db.models import Max  # noqa: E402

from kept.catalog.models import Variant  # noqa: E402
from kept.kit import rows  # noqa: E402
from kept.kit.transactions import durable  # noqa: E402
from kept.orders.actions.place_order import place_order  # noqa: E402
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput  # noqa: E402
from kept.orders.timers import REVIEW_REMINDER  # noqa: E402
from kept.stores.actor import buyer  # noqa: E402
from kept.stores.models import Store  # noqa: E402
from kept.timers.models import Timer  # noqa: E402

NOW = datetime.now(UTC)
AT_A_TIME = 4_000  # PostgreSQL takes 65,535 values in one statement


def later(count: int) -> None:
    """Timers of other subjects, due long after the benchmark."""
    store = Store.objects.get()
    for start in range(0, count, AT_A_TIME):
        with durable():
            rows.add_deferred(
                Timer,
                [
                    {
                        "store_id": store.pk,
                        "kind": REVIEW_REMINDER.name,
                        "subject_kind": "none",
                        "subject_id": n,
                        "due_at": NOW + timedelta(days=1, seconds=n),
                        "set_at": NOW,
                    }
                    for n in range(start, min(start + AT_A_TIME, count))
                ],
            )


def orders(count: int, seconds: int) -> float:
    """Orders under review, all to be told of again at the same moment, which is returned in Unix seconds."""
    store, variant = Store.objects.get(), Variant.objects.order_by("pk")[0]
    Store.objects.update(review_rules={"every": True}, revision=store.revision + 1)
    store.refresh_from_db()
    for n in range(count):
        place_order(
            actor=buyer(store.pk, "Anna"),
            store=store,
            channel="shop",
            lines=[LineInput(quantity=1, variant=variant.pk)],
            customer=CustomerInput("Anna", f"anna{n}@example.com"),
            fulfilment=FulfilmentInput("pickup"),
            payment="pickup",
            now=NOW,
        )
    due = datetime.now(UTC) + timedelta(seconds=seconds)
    with durable():
        Timer.objects.filter(subject_kind=REVIEW_REMINDER.subject).update(due_at=due)
    return due.timestamp()


def fired() -> float:
    """Return when the last one fired."""
    first = Timer.objects.filter(subject_kind=REVIEW_REMINDER.subject, occasion="1")
    if first.exclude(state=Timer.State.FIRED).exists():
        return 0.0
    last: datetime = first.aggregate(last=Max("settled_at"))["last"]
    return last.timestamp()


def main(words: list[str]) -> float | None:
    """Do what the words say."""
    options = {name: int(value) for name, _, value in (word.partition("=") for word in words) if value}
    if "later" in options:
        later(options["later"])
        return None
    return orders(options["orders"], options["seconds"]) if "orders" in options else fired()


if __name__ == "__main__":
    print(main(sys.argv[1:]))
