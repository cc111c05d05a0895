"""Transactions that end together: one COMMIT for all in line, and each one's work is still his own."""

import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing, nullcontext
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connections, transaction

from kept.kit.sqlite import sharing
from kept.kit.sqlite.base import DatabaseWrapper
from kept.kit.transactions import StoreBusy

COMMITS: list[str] = []


class Line:
    """Threads that stand in line for the write lock, which this thread holds until `end`."""

    def __init__(self, own: DatabaseWrapper) -> None:
        assert own.write_lock is not None
        self.held = own.write_lock.acquire(own.connection, 1)
        self.turns = own.write_lock._turns
        self.results: dict[str, object] = {}
        self.threads: list[threading.Thread] = []

    def add(self, name: str, work: Callable[[], object]) -> None:
        """One more, and only once it waits the next."""

        def run() -> None:
            try:
                self.results[name] = work()
            except Exception as error:  # noqa: BLE001  (the test looks at it)
                self.results[name] = error
            finally:
                connections["own"].close()

        waiting = len(self.turns._waiting)
        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()
        until(lambda: len(self.turns._waiting) > waiting)

    def end(self) -> dict[str, object]:
        """Let go, wait for all, and say what became of each."""
        self.held.release()
        for thread in self.threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in self.threads), "somebody is stuck"
        return self.results


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


def sell(n: int, then: Callable[[Any], None] = lambda cursor: None, *, shares: bool = True) -> str:
    own: Any = connections["own"]
    own.ensure_connection()
    own.connection.set_trace_callback(lambda said: COMMITS.append(said) if said == "COMMIT" else None)
    with (
        own.sharing() if shares else nullcontext(),
        transaction.atomic(using="own", durable=True),
        own.cursor() as cursor,
    ):
        cursor.execute("INSERT INTO sale (n) VALUES (%s)", [n])
        then(cursor)
    return "sold"


def sold(own: DatabaseWrapper) -> list[int]:
    """Return what is committed, as a stranger to the connection sees it."""
    with closing(sqlite3.connect(own.settings_dict["NAME"])) as outside:
        return [n for (n,) in outside.execute("SELECT n FROM sale ORDER BY id")]


@pytest.fixture
def line(own, monkeypatch):
    """A line in which nobody is in a hurry."""
    monkeypatch.setattr(sharing, "LONGEST_SECONDS", 30.0)
    own.settings_dict["OPTIONS"]["timeout"] = 20.0
    COMMITS.clear()
    made = Line(own)
    yield made
    made.held.release()


def test_all_in_line_end_with_one_commit(own, line):
    for n in range(5):
        line.add(str(n), lambda n=n: sell(n))
    assert set(line.end().values()) == {"sold"}
    assert sold(own) == [0, 1, 2, 3, 4]
    assert COMMITS == ["COMMIT"]


def test_no_more_than_a_few_at_a_time(own, line):
    for n in range(sharing.MOST + 2):
        line.add(str(n), lambda n=n: sell(n))
    assert set(line.end().values()) == {"sold"}
    assert len(sold(own)) == sharing.MOST + 2
    assert len(COMMITS) == 2


def test_and_not_for_long(own, line, monkeypatch):
    monkeypatch.setattr(sharing, "LONGEST_SECONDS", 0.0)
    for n in range(3):
        line.add(str(n), lambda n=n: sell(n))
    line.end()
    assert len(COMMITS) == 3


def test_nobody_is_told_before_the_commit(own, line):
    seen: dict[str, object] = {}

    def look(_cursor: object) -> None:
        until(lambda: not line.turns._waiting)
        time.sleep(0.05)
        seen["told"] = dict(line.results)
        seen["from outside"] = sold(own)

    line.add("first", lambda: sell(1))
    line.add("second", lambda: sell(2, look))
    assert line.end() == {"first": "sold", "second": "sold"}
    assert seen == {"told": {}, "from outside": []}
    assert COMMITS == ["COMMIT"]


def test_whoever_commits_for_all_looks_after_the_log_on_his_own_connection(own, line, monkeypatch):
    """The other is the first one's, who goes on with it at that moment."""
    his_own: list[bool] = []
    opened: dict[int, object] = {}

    def sell_and_remember(n: int) -> str:
        connection: Any = connections["own"]
        connection.ensure_connection()
        opened[threading.get_ident()] = connection.connection
        return sell(n)

    monkeypatch.setattr(
        own.write_lock.checkpointer,
        "checkpoint_if_due",
        lambda used: his_own.append(used is opened[threading.get_ident()]),
    )
    for n in range(2):
        line.add(str(n), lambda n=n: sell_and_remember(n))
    line.end()
    assert his_own == [True]


def change_of_mind(cursor: object) -> None:
    raise ValueError("no, after all")


@pytest.mark.parametrize("who", [0, 1, 2])
def test_what_one_takes_back_is_his_alone(own, line, who):
    for n in range(3):
        line.add(str(n), lambda n=n: sell(n, *([change_of_mind] if n == who else [])))
    results = line.end()
    assert isinstance(results.pop(str(who)), ValueError)
    assert set(results.values()) == {"sold"}
    assert sold(own) == [n for n in range(3) if n != who]


def test_whoever_turns_back_waits_too_because_of_what_the_others_wrote(own, line):
    """A refusal ("sold out") must not be told while what it goes by can still come to nothing."""
    seen: dict[str, object] = {}

    def look(_cursor: object) -> None:
        time.sleep(0.05)
        seen["told"] = dict(line.results)

    line.add("first", lambda: sell(1))
    line.add("second", lambda: sell(2, change_of_mind))
    line.add("third", lambda: sell(3, look))
    assert isinstance(line.end()["second"], ValueError)
    assert seen == {"told": {}}
    assert sold(own) == [1, 3]


def test_whoever_does_not_share_waits_for_their_end(own, line):
    seen: list[list[int]] = []
    line.add("first", lambda: sell(1))
    line.add("alone", lambda: sell(2, lambda cursor: seen.append(sold(own)), shares=False))
    line.add("last", lambda: sell(3))
    line.end()
    assert seen == [[1]], "what went before is committed, and seen by everybody"
    assert len(COMMITS) == 3


def test_a_cursor_from_before_is_refused_instead_of_waiting_for_itself(own, line):
    def by_an_old_cursor() -> None:
        own = connections["own"]
        own.is_sharing = True
        with own.cursor() as old, transaction.atomic(using="own"):
            old.execute("INSERT INTO sale (n) VALUES (2)")

    line.add("first", lambda: sell(1))
    line.add("second", by_an_old_cursor)
    results = line.end()
    assert results["first"] == "sold"
    assert "not of this transaction" in str(results["second"])
    assert sold(own) == [1]


def test_a_statement_on_its_own_does_not_end_up_in_anothers_transaction(own, line):
    def alone() -> None:
        with connections["own"].cursor() as cursor:
            cursor.execute("INSERT INTO sale (n) VALUES (2)")

    line.add("first", lambda: sell(1, change_of_mind))
    line.add("alone", alone)
    line.end()
    assert sold(own) == [2]


def test_when_the_commit_fails_everybody_is_told(own, line, monkeypatch):
    def fail(cursor: Any) -> None:
        def refuse(self: DatabaseWrapper) -> None:
            raise OperationalError("disk I/O error")

        monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper._commit", refuse)

    line.add("first", lambda: sell(1))
    line.add("second", lambda: sell(2))
    line.add("third", lambda: sell(3, fail))
    results = line.end()
    monkeypatch.undo()
    assert type(results["third"]) is OperationalError
    assert [type(results[name]) for name in ("first", "second")] == [StoreBusy, StoreBusy]
    assert sold(own) == []
    assert not own.write_lock.held
    assert sell(4) == "sold"


@pytest.mark.parametrize("last", [True, False])
def test_whoever_turned_back_hears_that_nothing_was_kept_not_what_he_went_by(own, line, monkeypatch, last):
    """ "Sold out", "placed already": what said so is not there after all."""

    def refuse(self: DatabaseWrapper) -> None:
        raise OperationalError("disk I/O error")

    def turn_back(cursor: object) -> None:
        monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper._commit", refuse)
        raise ValueError("sold out")

    line.add("first", lambda: sell(1))
    line.add("refused", lambda: sell(2, turn_back))
    if not last:
        line.add("third", lambda: sell(3))
    results = line.end()
    monkeypatch.undo()
    assert type(results["first"]) is StoreBusy
    assert type(results["refused"]) is StoreBusy
    assert sold(own) == []
    assert sell(4) == "sold"


def test_a_cursor_of_a_follower_ends_with_its_transaction(own, line):
    """Afterwards the connection it was made on is the first one's again."""

    def go_on() -> str:
        kept: list[Any] = []
        sell(2, lambda _cursor: kept.append(connections["own"].cursor()))
        with pytest.raises(ProgrammingError, match="not of this transaction"):
            kept[0].execute("SELECT n FROM sale")
        return "refused"

    line.add("first", lambda: sell(1))
    line.add("second", go_on)
    assert line.end() == {"first": "sold", "second": "refused"}


def test_a_row_without_its_parent_undoes_the_others_who_are_asked_again(own, line):
    own.connection.execute(
        "CREATE TABLE line (sale INTEGER REFERENCES sale (id) DEFERRABLE INITIALLY DEFERRED)"
    )

    def orphan(cursor: Any) -> None:
        cursor.execute("INSERT INTO line VALUES (999)")

    line.add("first", lambda: sell(1, orphan))
    line.add("second", lambda: sell(2))
    results = line.end()
    assert {type(result) for result in results.values()} == {StoreBusy}
    assert sold(own) == []
    with pytest.raises(IntegrityError):
        sell(1, orphan)
    assert sell(2) == "sold"


def test_when_sqlite_undoes_everything_by_itself_everybody_is_told(own, line):
    def lose(cursor: Any) -> None:
        cursor.execute("INSERT OR ROLLBACK INTO sale (id, n) VALUES (1, 1)")

    line.add("first", lambda: sell(1))
    line.add("second", lambda: sell(2, lose))
    line.add("third", lambda: sell(3))
    results = line.end()
    assert type(results["first"]) is StoreBusy
    assert isinstance(results["second"], IntegrityError)
    assert results["third"] == "sold"
    assert sold(own) == [3]


def test_a_thread_that_ends_in_the_middle_undoes_the_others_and_holds_up_nobody(own, line):
    def sell_and_vanish() -> None:
        connection: Any = connections["own"]
        connection.is_sharing = True
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        connection.cursor().execute("INSERT INTO sale (n) VALUES (2)")

    line.add("first", lambda: sell(1))
    line.threads.append(threading.Thread(target=sell_and_vanish))
    line.threads[-1].start()
    until(lambda: len(line.turns._waiting) == 2)
    results = line.end()
    assert type(results["first"]) is StoreBusy
    assert sold(own) == []
    assert sell(3) == "sold"


def test_a_turn_that_cannot_be_used_frees_those_who_wait(own, line, monkeypatch):
    lock = own.write_lock
    watch, calls = lock._watch, []

    def refuse_the_second(hold: object) -> None:
        calls.append(hold)
        if len(calls) == 2:
            raise MemoryError
        watch(hold)

    monkeypatch.setattr(lock, "_watch", refuse_the_second)

    line.add("first", lambda: sell(1))
    line.add("second", lambda: sell(2))
    results = line.end()
    assert type(results["first"]) is StoreBusy
    assert isinstance(results["second"], MemoryError)
    assert sold(own) == []
    assert sell(3) == "sold"


def test_closing_in_the_middle_takes_back_only_ones_own(own, line):
    def close(cursor: object) -> None:
        connections["own"].close()

    line.add("first", lambda: sell(1))
    line.add("second", lambda: sell(2, close))
    line.add("third", lambda: sell(3))
    results = line.end()
    assert results["first"] == results["third"] == "sold"
    assert sold(own) == [1, 3]


def test_ctrl_c_while_others_go_on_comes_after_the_commit(own, line):
    """The first one's connection is in the others' hands until then."""
    line.held.release()
    inside, go_on = threading.Event(), threading.Event()

    def slowly(_cursor: object) -> None:
        inside.set()
        go_on.wait(10)

    def ring() -> None:
        assert inside.wait(10)
        time.sleep(0.05)
        signal.pthread_kill(main, signal.SIGALRM)

    def interrupt(number: int, frame: object) -> None:
        go_on.set()
        raise KeyboardInterrupt

    main = threading.get_ident()

    def start_the_second(_cursor: object) -> None:
        line.add("second", lambda: sell(2, slowly))
        threading.Thread(target=ring).start()

    before = signal.signal(signal.SIGALRM, interrupt)
    with pytest.raises(KeyboardInterrupt):
        sell(1, start_the_second)
    signal.signal(signal.SIGALRM, before)
    assert line.end() == {"second": "sold"}
    assert sold(own) == [1, 2]
    assert COMMITS == ["COMMIT"]
