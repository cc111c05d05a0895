"""Short transactions that end together: one COMMIT, one wait for the disk, for all that stand in line.

The first begins on its own connection. When it is done and the next in line shares too, it leaves the transaction
open, hands on turn and connection, and waits. Whoever finds nobody behind him commits, for all. Nobody's commit
returns before that; when it fails, nobody's work is there, and everybody is told.

Each that follows is a savepoint of its own (a part), so what one takes back is his alone. Only deferred foreign keys
are looked at no sooner than at the COMMIT: there the mistake of one undoes the others too. They hear StoreBusy, which
says that trying again is safe.

Only for actions that change nothing of which processes keep what they read (`change_cached_rows()` refuses inside):
what one reads of another's may come to nothing. And for such as leave no statement unfinished: it would run on in the
connection that is the first one's again.
"""

import sqlite3
import threading
import time
from contextlib import suppress

from kept.kit.transactions import StoreBusy

# The first waits for all that follow, and other processes wait for the write lock meanwhile.
MOST = 8
LONGEST_SECONDS = 0.02


class Shared:
    """One transaction of SQLite that several become part of. Only whoever has the turn touches it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = (
            connection  # the first's, who stands in `CommitTicket.wait` as long as others use it
        )
        self._tickets: list[CommitTicket] = []
        self._until = time.monotonic() + LONGEST_SECONDS

    @property
    def has_others(self) -> bool:
        """Tell whether somebody's work is done in it and waits for the COMMIT."""
        return bool(self._tickets)

    @property
    def has_room(self) -> bool:
        """Tell whether one more may follow those who are done."""
        return len(self._tickets) < MOST and time.monotonic() < self._until

    def begin_part(self) -> None:
        """Open a savepoint: what follows can be rolled back without the others."""
        self.require_open()
        self.connection.execute("SAVEPOINT part")

    def end_part(self) -> None:
        """It is done."""
        self.connection.execute("RELEASE part")

    def take_part_back(self) -> None:
        """As if it had never begun."""
        self.connection.execute("ROLLBACK TO part")
        self.connection.execute("RELEASE part")

    def require_open(self) -> None:
        """Outside of a transaction SQLite takes a SAVEPOINT for a BEGIN, and nobody hears that others' work is gone."""
        if not self.connection.in_transaction:
            raise sqlite3.OperationalError("The transaction that was shared is not open any more.")

    def stay(self) -> "CommitTicket":
        """Return a ticket to wait with, for one whose work is done while others go on."""
        ticket = CommitTicket()
        self._tickets.append(ticket)
        return ticket

    def leave(self, ticket: "CommitTicket") -> None:
        """Give the ticket back: nobody goes on, and its holder commits, for all."""
        self._tickets.remove(ticket)

    def end(self, error: BaseException | None = None) -> None:
        """It is committed, or was undone by an error: everybody may go."""
        tickets, self._tickets = self._tickets, []
        for ticket in tickets:
            ticket.free(error)

    def undo(self) -> None:
        """Take all of it back, because whose turn it is cannot go on."""
        with suppress(sqlite3.Error):
            self.connection.rollback()
        self.end(StoreBusy())


class CommitTicket:
    """A ticket for the COMMIT of a shared transaction: `wait` returns once the COMMIT is on disk."""

    def __init__(self) -> None:
        self._is_free = False
        self._error: BaseException | None = None
        self._waiting = threading.Lock()
        self._waiting.acquire()

    def wait(self) -> None:
        """Wait until it is on disk. Raises StoreBusy when it is not: then nothing was written.

        Nothing ends the waiting sooner, not even Ctrl-C: others may be writing through this thread's connection.
        """
        interruption: BaseException | None = None
        while not self._is_free:
            try:
                self._waiting.acquire()
            except BaseException as error:  # noqa: BLE001  (raised below)
                interruption = error
        if self._error is not None:
            raise StoreBusy from self._error
        if interruption is not None:
            raise interruption

    def free(self, error: BaseException | None) -> None:
        """The COMMIT is over, well (None) or not."""
        self._error, self._is_free = error, True
        self._waiting.release()
