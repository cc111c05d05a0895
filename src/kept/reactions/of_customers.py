"""The reactions to events of customers."""

from kept.customers.events import ConsentRecorded, CustomerChanged, CustomerNoted, CustomersMerged
from kept.journal.events import Happened
from kept.journal.reactions import on, story
from kept.orders.steps import move_orders


def orders_follow(happened: Happened[CustomersMerged]) -> None:
    """Give the orders of the one to the one who goes on."""
    move_orders(
        happened.store_id,
        from_customer=happened.event.merged_id,
        to_customer=happened.subject.pk,
        now=happened.at,
    )


STORIES = (
    story(
        "The people who order",
        on(CustomerChanged),
        on(CustomerNoted),
        on(CustomersMerged, does=(orders_follow,)),
        on(ConsentRecorded),
    ),
)
