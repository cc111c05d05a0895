"""The write lock: at most one connection writes, checkpoints or closes a database file, on the whole machine.

Two reasons. SQLite 3.7.0 to 3.51.2 can corrupt a database when two connections write or checkpoint at the
same instant (sqlite.org/wal.html, "The WAL-Reset Bug"). And SQLite's own waiting sleeps up to 100 ms a turn,
so that under load somebody waits for seconds. Here threads queue in the order they came, and processes take
turns.

Inside the process the turn is handed from thread to thread. Between processes two `flock`s stand one behind
the other: whoever waits first in line holds `<database>.write-next` and is therefore the only one trying for
`<database>.write-lock`. A process that has just written cannot take the next turn past it. The kernel drops
both when a process dies, however it dies.
"""

import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from kept.kit.sqlite.sharing import Shared
from kept.kit.sqlite.wal import Checkpointer
from kept.kit.transactions import StoreBusy

try:
    import fcntl
except ImportError:
    raise ImproperlyConfigured(
        "This system has no flock, which keeps an SQLite database whole. Run Kept on Linux, macOS or BSD, "
        "or use PostgreSQL (KEPT_DATABASE_URL)."
    ) from None
# SQLite releases from this one on do not have the WAL-reset bug.
SAFE_WITHOUT_LOCK = (3, 51, 3)
# Seconds between two tries. Each costs a wake-up, and only one process per machine is ever the first in line.
PAUSE_FIRST_IN_LINE = 0.0002
PAUSE_IN_LINE = 0.001
# Where no turn ends for so many seconds (a backup tool or somebody with a shell holds the database), so many threads of
# a process go on waiting behind the one whose turn it is; the others hear StoreBusy, and are there for who only reads.
PATIENCE_SECONDS = 1.0
MOST_PATIENT = 2


class Hold:
    """One holding of the lock by one connection. `release()` may be called more than once.

    `shared`: the transaction in which others may go on, if the lock was asked for with that in mind.
    """

    def __init__(
        self, lock: "WriteLock", connection: sqlite3.Connection, shared: Shared | None = None
    ) -> None:
        self.connection: sqlite3.Connection | None = connection
        self.shared = shared
        self.thread_id = threading.get_ident()
        self._lock = lock

    def release(self) -> None:
        """Give it back. Whoever still waits for a COMMIT is told that there was none."""
        self._lock._release(self)  # the two are one thing

    def hand_on(self) -> bool:
        """Let the next in line go on in `shared`. False: nobody does, and the lock is still held."""
        return self._lock._hand_on(self)


class WriteLock:
    """The write lock of one database file. One object per file and process: `WriteLock.of(path)`."""

    _locks: "dict[str, WriteLock]" = {}  # shared on purpose
    _registering = threading.Lock()

    def __init__(self, database: str) -> None:
        self.database = database
        self.checkpointer = Checkpointer(database)  # for whoever holds the lock
        self._turns = _ThreadQueue(self._give_up)
        self._process_lock = _ProcessLock(database)
        self._hold: Hold | None = None
        self._handed_on: Shared | None = None
        self._at_thread_end = threading.local()

    @classmethod
    def of(cls, database: str) -> "WriteLock":
        """The lock of this database, whatever name it is reached by."""
        path = os.path.realpath(database)
        with cls._registering:
            if path not in cls._locks:
                cls._locks[path] = cls(path)
            return cls._locks[path]

    def acquire(self, connection: sqlite3.Connection, seconds: float) -> Hold:
        """Wait at most `seconds` for the turn of this connection. Raises StoreBusy when it does not come."""
        return self._acquire(connection, seconds, lambda: None)

    def acquire_to_share(self, connection: sqlite3.Connection, seconds: float) -> Hold:
        """As `acquire`; the turn may come from one whose work is done and not committed: then `hold.shared` is his."""
        return self._acquire(connection, seconds, lambda: Shared(connection), follows=True)

    def _acquire(
        self,
        connection: sqlite3.Connection,
        seconds: float,
        begin: Callable[[], Shared | None],
        *,
        follows: bool = False,
    ) -> Hold:
        deadline = time.monotonic() + seconds
        if self.held_by_this_thread:
            raise RuntimeError("This thread is already writing to this database through another connection.")
        if not self._turns.take(seconds, follows=follows):
            raise StoreBusy
        try:
            shared = self._handed_on
            if shared is None:
                self._process_lock.enter(deadline)
                shared = begin()
            hold = self._hold = Hold(self, shared.connection if shared else connection, shared)
            self._watch(hold)
        except BaseException as error:
            self._give_up()
            if isinstance(error, OSError):
                raise OperationalError(f"The database's lock file cannot be used: {error}") from error
            raise
        self._handed_on = None
        return hold

    @property
    def held(self) -> bool:
        """Tell whether this process holds the lock now."""
        return self._hold is not None

    @property
    def held_by_this_thread(self) -> bool:
        """Tell whether it is this thread that holds the lock."""
        hold = self._hold
        return hold is not None and hold.thread_id == threading.get_ident()

    def put_away(self) -> None:
        """Close the lock's files, after the database itself has been removed."""
        if self._turns.take(0):
            self._process_lock.forget()
            self._turns.pass_on()

    def _release(self, hold: Hold) -> None:
        if self._hold is not hold:
            return
        self._hold = None
        hold.connection = None
        if hold.shared is not None:
            hold.shared.end(StoreBusy())
        self._process_lock.leave()
        self._turns.pass_on()

    def _hand_on(self, hold: Hold) -> bool:
        if hold.shared is None or not hold.shared.has_room:
            return False
        self._handed_on = hold.shared
        if not self._turns.pass_to_follower():
            self._handed_on = None
            return False
        hold.connection = None  # others write through it now, so this thread's end must not close it
        return True

    def _give_up(self) -> None:
        """The turn came and cannot be used."""
        unfinished, self._handed_on, self._hold = self._handed_on, None, None
        if unfinished is not None:
            unfinished.undo()
        self._process_lock.leave()
        self._turns.pass_on()

    def _watch(self, hold: Hold) -> None:
        """A thread that ends while it holds the lock gives it back, and its transaction is rolled back."""
        try:
            self._at_thread_end.guard.hold = hold
        except AttributeError:
            self._at_thread_end.guard = _ReleaseAtThreadEnd(hold)

    def start_anew_after_fork(self) -> None:
        """In a forked child: let go of the parent's files (closing does not unlock them) and of its queue."""
        self._process_lock.forget()
        self._turns = _ThreadQueue(self._give_up)
        self._hold = self._handed_on = None
        self._at_thread_end = threading.local()


def forget_locks_after_fork() -> None:
    """For `os.register_at_fork`: a child that kept the parent's open files would keep its lock alive too."""
    WriteLock._registering = threading.Lock()
    for lock in WriteLock._locks.values():
        lock.start_anew_after_fork()


class _ThreadQueue:
    """A lock among threads that is handed on in the order of asking. `threading.Lock` promises no order.

    While it is handed on, any number wait in line. When it is not, only the first few do.
    `give_up` is called for a turn that comes to a thread in the moment in which it stops waiting.
    """

    def __init__(self, give_up: Callable[[], None]) -> None:
        self._mutex = threading.Lock()
        self._taken = False
        self._waiting: deque[_Waiter] = deque()
        self._handed_on_at = 0.0
        self._give_up = give_up

    def take(self, seconds: float, *, follows: bool = False) -> bool:
        """Wait for the turn. `follows`: it may come from one whose work is not committed yet."""
        with self._mutex:
            if not self._taken:
                self._taken, self._handed_on_at = True, time.monotonic()
                return True
            mine = _Waiter(follows)
            if not self._is_worth_waiting(mine):
                return False
            self._waiting.append(mine)
        try:
            if self._wait(mine, time.monotonic() + seconds):
                return True
        except BaseException:
            if not self._step_out(mine):
                self._give_up()
            raise
        return not self._step_out(mine)

    def _wait(self, mine: "_Waiter", until: float) -> bool:
        while (left := until - time.monotonic()) > PATIENCE_SECONDS:
            if mine.turn.acquire(timeout=PATIENCE_SECONDS):
                return True
            with self._mutex:
                if not self._is_worth_waiting(mine):
                    return False
        return mine.turn.acquire(timeout=max(0.0, left))

    def _is_worth_waiting(self, mine: "_Waiter") -> bool:
        """Tell whether turns end, or this one is among the first in line."""
        if time.monotonic() - self._handed_on_at < PATIENCE_SECONDS:
            return True
        place = self._waiting.index(mine) if mine in self._waiting else len(self._waiting)
        return place < MOST_PATIENT

    def pass_on(self) -> None:
        with self._mutex:
            self._handed_on_at = time.monotonic()
            if self._waiting:
                self._waiting.popleft().turn.release()
            else:
                self._taken = False

    def pass_to_follower(self) -> bool:
        """Pass on only if the next in line can follow. False: the turn stays."""
        with self._mutex:
            if not (self._waiting and self._waiting[0].follows):
                return False
            self._handed_on_at = time.monotonic()
            self._waiting.popleft().turn.release()
            return True

    def _step_out(self, mine: "_Waiter") -> bool:
        """Leave the queue. False when the turn came in that very moment."""
        with self._mutex:
            try:
                self._waiting.remove(mine)
            except ValueError:
                return False
            return True


class _Waiter:
    """One that stands in line."""

    def __init__(self, follows: bool) -> None:
        self.follows = follows
        self.turn = threading.Lock()
        self.turn.acquire()


class _ProcessLock:
    """The part of the lock that holds between processes. Used by one thread at a time."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._paths = (f"{database}.write-next", f"{database}.write-lock")
        self._files: tuple[int, int] | None = None
        self._identity: tuple[int, int] | None = None

    def enter(self, deadline: float) -> None:
        while True:
            first_in_line, inside = self._files or self._open()
            _try_until(first_in_line, deadline, PAUSE_IN_LINE)
            try:
                _try_until(inside, deadline, PAUSE_FIRST_IN_LINE)
            finally:
                fcntl.flock(first_in_line, fcntl.LOCK_UN)
            if self._is_still_there():
                return
            self.forget()  # removed or replaced meanwhile: a lock on it would bind nobody

    def leave(self) -> None:
        if self._files is not None:
            fcntl.flock(self._files[1], fcntl.LOCK_UN)

    def forget(self) -> None:
        if self._files is not None:
            for file in self._files:
                os.close(file)
        self._files = None

    def _open(self) -> tuple[int, int]:
        first_in_line = open_beside(self._database, self._paths[0])
        try:
            inside = open_beside(self._database, self._paths[1])
        except OSError:
            os.close(first_in_line)
            raise
        stat = os.fstat(inside)
        self._identity = (stat.st_dev, stat.st_ino)
        self._files = (first_in_line, inside)
        return self._files

    def _is_still_there(self) -> bool:
        try:
            stat = os.stat(self._paths[1])
        except FileNotFoundError:
            return False
        return (stat.st_dev, stat.st_ino) == self._identity


def _try_until(file: int, deadline: float, pause: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise StoreBusy from None
            time.sleep(pause)
        else:
            return


class _ReleaseAtThreadEnd:
    """Lives in the thread's locals, and therefore dies with the thread."""

    def __init__(self, hold: Hold) -> None:
        self.hold = hold

    def __del__(self) -> None:
        if self.hold.connection is not None:
            try:
                self.hold.connection.close()  # rolls back; nobody can reach this connection any more
            finally:
                self.hold.release()


def open_beside(database: str, path: str) -> int:
    """Open (or make) a lock file that whoever may write the database may open too. Returns its descriptor."""
    try:
        return os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        pass
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        owner = os.stat(database)
    except FileNotFoundError:
        return file
    os.fchmod(file, owner.st_mode & 0o777)
    if os.geteuid() == 0:  # as SQLite itself does for its -wal and -shm
        os.fchown(file, owner.st_uid, owner.st_gid)
    return file
