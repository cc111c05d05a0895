"""Handling what came in: the handler of its source, and what becomes of it.

A handler calls one action. What that writes and the item's own end are one transaction: whoever dies before its COMMIT
has done nothing, and the item is claimed again.
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
    """A handler has nothing to do with the item. The text says why, for whoever looks for it."""


class NotYet(Exception):
    """What the item is about is not ready for it; it waits a little. The text says for what."""


# Does what one item asks for. Raises Ignore or NotYet; whatever else it raises is tried again, and a person's at last.
Handler = Callable[[InboxItem, datetime], None]
Table = Mapping[Source, Handler]

_handlers: Table = {}


def install(handlers: Table) -> None:
    """Hand over who handles what. Called once, by config."""
    global _handlers  # noqa: PLW0603  (the composition root sets it before the first item)
    _handlers = handlers


class InboxConsumer(QueueConsumer[InboxItem, None]):
    """What came in, as queued work."""

    model = InboxItem

    def hand_over(self, row: InboxItem, prepared: None, now: datetime) -> Outcome | None:
        """Do what the item asks for. None: it has been done, and its row says so."""
        del prepared
        if row.attempts > MOST_TRIES:  # its worker died with it, again and again
            return failed(row, why=row.last_error or "Nobody who handled it lived to say so.")
        try:
            with open_to_actions():
                _handlers[Source(row.source)](row, now)
                _handled(row, now)
        except Ignore as reason:
            return done(row, InboxItem.State.IGNORED, last_error=str(reason)[:400], handled_at=now)
        except NotYet as reason:
            return _later(row, why=str(reason), now=now)
        except _Taken:
            return None
        except Exception as error:
            if not is_of_one_row(error):
                raise
            log.exception("Item %s of the inbox (%s) could not be handled.", row.pk, row.source)
            return _later(row, why=f"{type(error).__name__}: {error}", now=now)
        return None


class _Taken(Exception):
    """Another worker has the item: what was done here is undone."""


def _handled(item: InboxItem, now: datetime) -> None:
    if not settle(item, item.lease, state=InboxItem.State.HANDLED, last_error="", handled_at=now):
        raise _Taken


def _later(item: InboxItem, *, why: str, now: datetime) -> Outcome:
    """It cannot be handled now: another try later, or a person after the last."""
    wait = back_off(item.attempts, seed=item.pk) if item.attempts < MOST_TRIES else None
    if wait is None:
        return failed(item, why=why)
    return retry(item, why=why, until=now + timedelta(seconds=wait))
