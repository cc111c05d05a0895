"""Reactions about orders under review: the store is reminded until somebody confirms one."""

from kept.journal.events import Happened
from kept.orders.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
    OrderReviewOverdue,
)
from kept.orders.models import Status
from kept.orders.review_reminders import (
    clear_review_reminders,
    go_on_reminding,
    reset_review_reminders,
    set_review_reminder,
)
from kept.stores.events import StoreChanged


def start_review_reminders(happened: Happened[OrderPlaced]) -> None:
    """Have the store reminded of an order under review once its limit has passed."""
    if happened.event.under_review:
        set_review_reminder(happened.subject, reminder=1, since=happened.at, now=happened.at)


def schedule_next_review_reminder(happened: Happened[OrderReviewOverdue]) -> None:
    """Have the store reminded once more, at most three times in all."""
    reminder = happened.event.reminder + 1
    set_review_reminder(happened.subject, reminder=reminder, since=happened.at, now=happened.at)


def restart_review_reminders(happened: Happened[OrderResumed]) -> None:
    """Begin the store's limit anew where the order waits for review again."""
    if happened.event.after == Status.PENDING:
        go_on_reminding(happened.subject, since=happened.at, now=happened.at)


def stop_reminders_once_confirmed(happened: Happened[OrderConfirmed]) -> None:
    """Remind nobody of an order that somebody has confirmed."""
    if happened.event.by_hand:
        clear_review_reminders(happened.subject)


def stop_reminders_once_left(happened: Happened[OrderCancelled | OrderHeld]) -> None:
    """Remind nobody of an order under review that somebody has called off or put on hold."""
    if happened.event.before == Status.PENDING:
        clear_review_reminders(happened.subject)


def apply_review_limit(happened: Happened[StoreChanged]) -> None:
    """Apply another limit to the orders that wait for review already."""
    if "review_reminder_minutes" in happened.event.changed:
        reset_review_reminders(happened.subject, now=happened.at)
