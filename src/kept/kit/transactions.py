"""The words for transactions. Nothing above kit opens one in any other way.

An action opens its transaction with `durable()`; a step that several actions share says
`require_transaction()`; what may happen once the rows are safe goes through `after_commit()`; a report that
reads several things of one instant reads inside `snapshot()`.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, cast

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Refusal


class StoreBusy(Refusal, OperationalError):
    """The database did not come free within the time limit. Nothing was written; trying again is safe.

    The faces answer 503 with `Retry-After: <retry_after>` (seconds).
    """

    status = 503
    code = "busy"
    sentence = _("There is a lot going on at this moment, and nothing was changed. Please try again.")
    retry_after = 1


@contextmanager
def durable() -> Iterator[None]:
    """The transaction of one action: when the block ends without an error, what it wrote is on disk.

    Works as `with durable():` and as `@durable()`. Inside `once()`, and where a timer fires, it joins the transaction
    open there.
    Anywhere else inside a transaction it raises RuntimeError, because the caller could still undo what was
    promised. (A test's own transaction does not count, as in Django.) Raises StoreBusy when
    the database does not come free in time, and TransactionManagementError when an error inside was swallowed
    although it had undone the work.
    """
    joins = _may_join()
    if not joins and _within_a_transaction():
        raise RuntimeError("An action opens its own transaction and cannot run inside another one.")
    # Joined without a savepoint: an error inside undoes the whole, also when somebody catches it on the way.
    with transaction.atomic(savepoint=False) if joins else transaction.atomic(durable=True):
        yield
        _refuse_hidden_failure()


@contextmanager
def joining() -> Iterator[None]:
    """The open transaction, or a durable one where none is open: for what a library does, which opens its own or none.

    What follows from a library's write belongs to the write, wherever that takes place.
    """
    if _within_a_transaction():
        yield
        return
    with durable():
        yield


@contextmanager
def open_to_actions() -> Iterator[None]:
    """A durable transaction that a `durable()` directly inside joins. For `once()`, and for timers that fire.

    One inside another still refuses: what has joined is no longer directly inside.
    """
    with durable():
        _innermost()._kept_joinable = True  # beside Django's own `_from_testcase`
        yield


@contextmanager
def open_with_shared_commit() -> Iterator[None]:
    """As `open_to_actions()`; on SQLite its COMMIT may be one with that of others who wait for their turn.

    See `kit/sqlite/sharing.py`. What changes cached rows refuses to run inside: the others would read it before
    it is certain.
    """
    with _sharing(), open_to_actions():
        _innermost()._kept_shared = True
        yield


def close_to_actions() -> None:
    """No `durable()` may join the open transaction any more: its answer is already known."""
    _innermost()._kept_joinable = False


def require_transaction() -> None:
    """For a step that writes and leaves the transaction to its caller. Raises RuntimeError outside of one."""
    if not _within_a_transaction():
        raise RuntimeError("This step belongs to a transaction; its caller opens one with durable().")


def change_cached_rows() -> None:
    """Say that this transaction changes rows of which processes keep what they read (`kit/caches.py`).

    Until it is over, nothing is kept of what is read in it: a revision that is undone comes again and is another.
    Raises RuntimeError outside a transaction, and in one with a shared COMMIT.
    """
    require_transaction()
    opened: list[Any] = connection.atomic_blocks
    blocks = [block for block in opened if not block._from_testcase]
    if any(getattr(block, "_kept_shared", False) for block in blocks):
        raise RuntimeError("Others would read these rows and keep them before they are certain.")
    blocks[0]._kept_changes_cached = True


def changes_cached_rows() -> bool:
    """Tell whether the open transaction has changed rows of which processes keep what they read."""
    return any(getattr(block, "_kept_changes_cached", False) for block in connection.atomic_blocks)


def after_commit(do: Callable[[], Any]) -> None:
    """Call `do` once the open transaction is on disk, or never if it is rolled back. Needs a transaction.

    It must be something that may be lost (a wake-up, a cache): the process can die in between. An error in it
    is logged and does not reach the caller, whose work is done.
    """
    require_transaction()
    transaction.on_commit(do, robust=True)


@contextmanager
def snapshot() -> Iterator[None]:
    """Several reads that see one instant, without waiting for writers. Writing inside is an error.

    Inside a transaction it adds nothing: reads there already see the transaction's own state.
    """
    if connection.in_atomic_block:
        with transaction.atomic(savepoint=False):
            yield
        return
    if connection.vendor == "sqlite":
        reading: AbstractContextManager[None] = connection.reading()  # type: ignore[attr-defined]
        with reading, transaction.atomic(durable=True):
            yield
        return
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _sharing() -> AbstractContextManager[None]:
    if connection.vendor != "sqlite":
        return nullcontext()
    sharing: AbstractContextManager[None] = connection.sharing()  # type: ignore[attr-defined]
    return sharing


def _within_a_transaction() -> bool:
    """Tell whether a transaction is open that is not a test's own; a test's own is never inside another."""
    blocks: Any = connection.atomic_blocks
    return bool(blocks) and not blocks[-1]._from_testcase


def _innermost() -> Any:
    return connection.atomic_blocks[-1]


def _may_join() -> bool:
    blocks = connection.atomic_blocks
    return bool(blocks) and getattr(blocks[-1], "_kept_joinable", False)


def _refuse_hidden_failure() -> None:
    """Ending the block now would roll back in silence, and the caller would promise what is not there."""
    if connection.needs_rollback:
        raise transaction.TransactionManagementError(
            "An error inside the transaction was caught, but it had undone the work; nothing was kept."
        ) from cast("Any", connection).rollback_exc
