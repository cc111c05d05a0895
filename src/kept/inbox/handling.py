"""Handle inbox items: call the handler of the source, and write the outcome.

A handler calls one action. What that writes and the item's own end are one transaction: a worker that dies before its
COMMIT has done nothing, and the item is claimed again.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from kept.inbox.models import InboxItem, Source
from kept.kit.outcomes import Outcome, done, failed, is_of_one_row, retry
from kept.kit.pump import QueueConsumer
from kept.kit.queue import back_off, settle
from kept.kit.transactions import open_to_actions

log = logging.getLogger(__name__)

# About an hour. Longer makes nothing better that is wrong with one; a person mends it and asks for it again.
MOST_TRIES = 12


class Ignore(Exception):
    """A handler has nothing to do for the item. The text says why, for whoever looks for it."""


class NotYet(Exception):
    """The subject of the item is not ready for it; it is tried again a little later. The text says what is missing."""


# Does what one item asks for. Raises Ignore or NotYet; whatever else it raises is tried again, and a person's at last.
Handler = Callable[[InboxItem, datetime], None]
Table = Mapping[Source, Handler]

_handlers: Table = {}


def install(handlers: Table) -> None:
    """Install the handlers. Called once, by config."""
    global _handlers  # noqa: PLW0603  (the composition root sets it before the first item)
    _handlers = handlers


class InboxConsumer(QueueConsumer[InboxItem, None]):
    """Inbox items as queued work."""

    model = InboxItem

    def hand_over(self, row: InboxItem, prepared: None, now: datetime) -> Outcome | None:
        """Do what the item asks for. None: it has been done, and its row says so."""
        del prepared
        if row.attempts > MOST_TRIES:  # its worker died with it, again and again
            return failed(row, why=row.last_error or "Each worker that handled it died.")
        try:
            with open_to_actions():
                _handlers[Source(row.source)](row, now)
                _mark_handled(row, now)
        except Ignore as reason:
            return done(row, InboxItem.State.IGNORED, last_error=str(reason)[:400], handled_at=now)
        except NotYet as reason:
            return _retry_or_fail(row, why=str(reason), now=now)
        except _LeaseLost:
            return None
        except Exception as error:
            if not is_of_one_row(error):
                raise
            log.exception("Item %s of the inbox (%s) could not be handled.", row.pk, row.source)
            return _retry_or_fail(row, why=f"{type(error).__name__}: {error}", now=now)
        return None


class _LeaseLost(Exception):
    """Another worker has the item: what was done here is undone."""


def _mark_handled(item: InboxItem, now: datetime) -> None:
    if not settle(item, item.lease, state=InboxItem.State.HANDLED, last_error="", handled_at=now):
        raise _LeaseLost


def _retry_or_fail(item: InboxItem, *, why: str, now: datetime) -> Outcome:
    """It cannot be handled now: another try later, or a person after the last."""
    wait = back_off(item.attempts, seed=item.pk) if item.attempts < MOST_TRIES else None
    if wait is None:
        return failed(item, why=why)
    return retry(item, why=why, until=now + timedelta(seconds=wait))
