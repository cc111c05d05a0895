"""The reactions to events of customers."""

from kept.customers.events import (
    ConsentAsked,
    ConsentRecorded,
    CustomerChanged,
    CustomerNoted,
    CustomersMerged,
    CustomersSplit,
)
from kept.customers.steps import moved_orders, write_moved_orders
from kept.journal.events import Happened
from kept.journal.reactions import on, story
from kept.orders.steps import move_back, move_orders


def orders_follow(happened: Happened[CustomersMerged]) -> None:
    """Give the orders of the one to the one who goes on."""
    moved = move_orders(
        happened.store_id,
        from_customer=happened.event.merged_id,
        to_customer=happened.subject.pk,
        now=happened.at,
    )
    if happened.event.join_id is not None:
        write_moved_orders(happened.event.join_id, moved)


def orders_go_back(happened: Happened[CustomersSplit]) -> None:
    """Give the orders back to the one whom they had come from."""
    move_back(
        moved_orders(happened.event.join_id),
        from_customer=happened.subject.pk,
        to_customer=happened.event.restored_id,
        now=happened.at,
    )


STORIES = (
    story(
        "The people who order",
        on(CustomerChanged),
        on(CustomerNoted),
        on(CustomersMerged, does=(orders_follow,)),
        on(CustomersSplit, does=(orders_go_back,)),
        on(ConsentAsked),
        on(ConsentRecorded),
    ),
)
