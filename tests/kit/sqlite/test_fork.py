"""A connection and a fork: never the same one on both sides."""

import os
import threading
from collections.abc import Callable

from django.db import OperationalError, connections, transaction


def in_child(work: Callable[[], str]) -> str:
    """Return what a forked child says."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            word = work()
        except Exception as error:  # noqa: BLE001 (handed on)
            word = f"{type(error).__name__}: {error}"
        os.write(writing, word.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        word = pipe.read()
    os.waitpid(child, 0)
    return word


def sell_one() -> str:
    with transaction.atomic(using="own"), connections["own"].cursor() as cursor:
        cursor.execute("INSERT INTO sale (n) VALUES (1)")
    return "sold"


def count() -> int:
    with connections["own"].cursor() as cursor:
        return cursor.execute("SELECT count(*) FROM sale").fetchone()[0]


def test_a_connection_at_rest_is_closed_before_and_opens_again_on_both_sides(own):
    sell_one()
    before = own.connection
    assert in_child(sell_one) == "sold"
    assert own.connection is not before
    sell_one()
    assert count() == 3


def test_a_child_forked_in_the_middle_of_a_transaction_is_refused(own):
    with transaction.atomic(using="own"), own.cursor() as cursor:
        cursor.execute("INSERT INTO sale (n) VALUES (1)")
        refusal = in_child(sell_one)
        # By Django, in whose block the child seems to be; or, where a browser test left an event loop running and the
        # child therefore sees no connection at all, by the one that it tries to open.
        assert "atomic block" in refusal or "forked while its parent" in refusal
        assert in_child(lambda: str(own.write_lock.held)) == "False"
        cursor.execute("INSERT INTO sale (n) VALUES (2)")
    assert count() == 2


def test_a_child_forked_while_another_thread_has_a_connection_is_refused(own):
    own.close()
    opened, done = threading.Event(), threading.Event()

    def use() -> None:
        count()
        opened.set()
        done.wait(10)
        connections["own"].close()

    thread = threading.Thread(target=use)
    thread.start()
    assert opened.wait(5)
    refusal = in_child(sell_one)
    done.set()
    thread.join()
    assert refusal.startswith(OperationalError.__name__)
    assert "forked" in refusal
    assert in_child(sell_one) == "sold"
