"""Reactions about strangers' orders: their goods are let go unless they are paid for, and their mails kept back."""

from kept.journal.events import Happened
from kept.messages.models import MessageKind
from kept.messages.steps import send_kept_back
from kept.orders.events import (
    CustomerProven,
    OrderAcknowledged,
    OrderAdvanced,
    OrderCancelled,
    OrderChanged,
    OrderConfirmed,
    OrderHeld,
    OrderPlaced,
    RequestAnswered,
)
from kept.orders.unpaid_orders import end_unpaid_limit, start_unpaid_limit
from kept.payments.events import PaymentRecorded
from kept.stores.actor import Kind


def limit_unpaid_order(happened: Happened[OrderPlaced]) -> None:
    """Have the goods let go after a while where the customer is not proven and has not paid."""
    start_unpaid_limit(happened.subject, now=happened.at)


def keep_goods(happened: Happened[OrderAdvanced | OrderChanged | OrderHeld | RequestAnswered]) -> None:
    """Let the order keep its goods: somebody of the store has taken it up."""
    end_unpaid_limit(happened.store_id, happened.subject.pk)


def keep_goods_once_agreed(happened: Happened[OrderAcknowledged]) -> None:
    """Let an order keep its goods of which the store has heard from the customer that it is right."""
    if happened.actor.kind in (Kind.STAFF, Kind.KEY):
        end_unpaid_limit(happened.store_id, happened.subject.pk)


def keep_goods_once_confirmed(happened: Happened[OrderConfirmed]) -> None:
    """Let an order that somebody has confirmed keep its goods, and send what was kept back of its messages."""
    if happened.event.by_hand:
        end_unpaid_limit(happened.store_id, happened.subject.pk)
        send_kept_back(happened.subject.pk, besides=[MessageKind.UNDER_REVIEW])


def keep_goods_once_proven(happened: Happened[CustomerProven]) -> None:
    """Let the order of a customer who is proven keep its goods, and send what was kept back of its messages."""
    end_unpaid_limit(happened.store_id, happened.subject.pk)
    send_kept_back(happened.subject.pk)


def keep_goods_once_paid(happened: Happened[PaymentRecorded]) -> None:
    """Let an order for which money has come in keep its goods."""
    end_unpaid_limit(happened.store_id, happened.subject.order_id)


def forget_limit_once_cancelled(happened: Happened[OrderCancelled]) -> None:
    """Look no more at when an order is paid that somebody has cancelled."""
    if happened.actor.kind != Kind.SYSTEM:  # the timer that fires ends by itself
        end_unpaid_limit(happened.store_id, happened.subject.pk)
