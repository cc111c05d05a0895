"""Something that is not Kept holds the database: pages that read go on, and who writes is told to come again (I1)."""

import sqlite3
import threading
import time
from http.client import HTTPConnection
from itertools import count

import pytest

from tools.installation import Installation, installation, order_of

pytestmark = [pytest.mark.wall_clock, pytest.mark.faults, pytest.mark.slow]
WRITERS = 20
_numbers = count()


def ordering(it: Installation, answers: list[tuple[int, str, float]]) -> threading.Thread:
    """A thread that sends an order; `answers` gets the status, Retry-After and the seconds that it took."""

    def send() -> None:
        began = time.monotonic()
        with it.client() as client:
            number = next(_numbers)
            sent = {"Idempotency-Key": f"held-{number}"}
            status, answer = client.send("POST", "/api/v1/orders", order_of(it.facts, number), **sent)
        code = "" if status == 201 else answer.get("code", "")
        answers.append((status, code, time.monotonic() - began))

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def seconds_of_page(it: Installation) -> float:
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", it.port, timeout=30)
    connection.request("GET", f"/s/{it.facts['slug']}/")
    answer = connection.getresponse()
    assert answer.status == 200
    answer.read()
    connection.close()
    return time.monotonic() - began


def test_pages_open_while_a_stranger_holds_the_database_and_twenty_want_to_write():
    with installation("sqlite") as it:
        it.start("web", "serve", "--port", str(it.port))
        it.wait_for_web()
        answers: list[tuple[int, str, float]] = []
        ordering(it, answers).join()
        seconds_of_page(it)  # the first of a process loads the templates
        assert [status for status, *_ in answers] == [201]

        outside = sqlite3.connect(it.folder / "kept.sqlite3", isolation_level=None)
        outside.execute("BEGIN IMMEDIATE")
        threads = [ordering(it, answers) for _ in range(WRITERS)]
        pages = [seconds_of_page(it) for _ in range(10)]
        assert max(pages) < 2, pages  # reliability 21
        time.sleep(1)
        refused = answers[1:]
        assert len(refused) >= WRITERS - 3
        assert {(status, code) for status, code, _seconds in refused} == {(503, "busy")}
        outside.execute("ROLLBACK")
        for thread in threads:
            thread.join(30)
        assert [status for status, *_ in answers[1 + len(refused) :]] == [201] * (WRITERS - len(refused))
