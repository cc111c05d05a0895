"""The reactions to events of money."""

from kept.journal.reactions import on, story
from kept.payments.events import PaymentRecorded
from kept.reactions.unpaid_orders import keep_goods_once_paid

STORIES = (story("Money comes in", on(PaymentRecorded, does=(keep_goods_once_paid,))),)
