"""All of a worker's tasks, on one screen: pumps, each of which handles some queued rows and says how many.

A pump is called again at once for as long as it says that it found something, and otherwise when somebody
rings or a few seconds have passed. It opens its own transactions, keeps what it needs between calls, and may
raise: the worker writes that down and leaves the pump alone for a while. Each has a thread of its own, so
that a slow endpoint does not keep a confirmation waiting.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from django.conf import settings

from kept.adapters.mailer import Mailer
from kept.adapters.mailgun import MailgunMailer
from kept.adapters.smtp import SmtpMailer
from kept.faces.worker.clock import by_steady_clock, since_boot
from kept.faces.worker.collecting import collect_mail
from kept.inbox.handling import InboxConsumer
from kept.inbox.models import InboxItem
from kept.inbox.writes import delete_old_items
from kept.kit.idempotency import delete_old_keys
from kept.kit.pump import Pump as QueuePump
from kept.kit.sessions import delete_expired_sessions
from kept.kit.steady_clock import SteadyClock
from kept.kit.stored_rate_limits import delete_full_buckets
from kept.messages.delivery import message_pump
from kept.messages.models import Message
from kept.messages.outcomes import BatchingOutcomeWriter, write_postmarks_to_rows
from kept.messages.writes import delete_old_sign_in_messages
from kept.timers.firing import TimerConsumer
from kept.timers.models import Timer
from kept.webhooks.delivery import webhook_pump
from kept.webhooks.models import Delivery


@runtime_checkable
class FinishablePump(Protocol):
    """A pump that leaves something running between its turns, and ends it when the worker stops."""

    def __call__(self, now: datetime) -> int: ...

    def finish(self, now: datetime) -> None: ...


Pump = Callable[[datetime], int] | FinishablePump


def pumps() -> dict[str, Pump]:
    """The pumps of a new worker, by name."""
    outcomes = BatchingOutcomeWriter()
    return {
        Message.pump: message_pump(mailer(), outcomes=outcomes),
        "outcomes": outcomes,  # stands by in case the mail server lets the one above wait
        Delivery.pump: webhook_pump(),
        Timer.pump: by_steady_clock(QueuePump(TimerConsumer()), SteadyClock(since_boot)),
        InboxItem.pump: QueuePump(InboxConsumer()),
        **mailbox_pump(),
        "housekeeping": at_most_every(clean_up, timedelta(minutes=10)),
    }


def mailbox_pump() -> dict[str, Pump]:
    """The pump that fetches mail to the bounce address, where a mailbox is named."""
    server, address = settings.ENVIRONMENT.bounce_mailbox, settings.ENVIRONMENT.bounce_address
    if server is None:
        return {}

    def collect(now: datetime) -> int:
        return collect_mail(server, bounce_address=address, now=now)

    return {"mailbox": at_most_every(collect, timedelta(minutes=1))}


def mailer() -> Mailer:
    """The way in which mail leaves here: a provider's API where one is named, a mail server otherwise."""
    environment = settings.ENVIRONMENT
    if environment.mail_api is not None:
        return MailgunMailer(environment.mail_api)
    return SmtpMailer(environment.smtp, bounce_address=environment.bounce_address)


def clean_up(now: datetime) -> int:
    """Write down what dead workers left on file, when this one begins and later on, and delete old idempotency keys,
    old items and sign-in messages, expired sessions, and rate limits that nobody has used up."""
    write_postmarks_to_rows()
    deletes = (delete_old_keys, delete_old_items, delete_old_sign_in_messages, delete_expired_sessions)
    return sum(delete(now) for delete in deletes) + delete_full_buckets(now.timestamp())


def at_most_every(pump: Pump, every: timedelta) -> Pump:
    """The pump, but not more often than this as long as it finds nothing to do."""
    next_at: datetime | None = None

    def seldom(now: datetime) -> int:
        nonlocal next_at
        # A clock that was set back must not silence the pump for longer than that.
        if next_at is not None and next_at - every <= now < next_at:
            return 0
        handled = pump(now)
        next_at = None if handled else now + every
        return handled

    return seldom
