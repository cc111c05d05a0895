"""The reactions to events of money."""

from kept.journal.reactions import on, story
from kept.payments.events import PaymentRecorded

STORIES = (story("Money comes in", on(PaymentRecorded)),)
