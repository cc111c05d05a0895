"""Clients that are slow, or silent, stop nobody (reliability test 21): waiting for them costs no thread.

Real sockets against a real server; what is read of them byte by byte is proved in faces/web_server.
"""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.rig.slow_clients import BODY, CHUNKED, HEAD, NOTHING, SlowClients, ask, eventually, slowest_answer
from tools.installation import Installation, installation
from tools.killing import KillableInstallation
from tools.process_forker import ProcessForker

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.wall_clock]
PAGES = ["/s/bench/", "/accounts/login/", "/o/nobodys-link/", "/api/v1/orders"]
PROMISED_SECONDS = 2.0
LARGE = "/api/v1/openapi.json"
ASKS_AND_DOES_NOT_READ = f"GET {LARGE} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() * 20
BEGINNINGS = [HEAD, BODY, CHUNKED, NOTHING]


@contextmanager
def serving(plant: str = "") -> Iterator[Installation]:
    with installation("sqlite") as made, ProcessForker(made.environment) as forker:
        KillableInstallation(made, forker, {"web": plant} if plant else {}).start("web")
        made.wait_for_web()
        for page in PAGES:
            assert ask(made.port, page, 60) < 500
        yield made


@pytest.fixture(scope="module")
def it() -> Iterator[Installation]:
    with serving() as made:
        yield made


def test_a_thousand_slow_and_silent_sockets_stop_no_page(it: Installation):
    with SlowClients(it.port, 1_000, BEGINNINGS) as slow:
        assert slowest_answer(it.port, PAGES, 8) < PROMISED_SECONDS
        assert slow.open > 900, "they were there all the time"
        # A head has ten seconds in all, however many bytes come in between; so has whoever says nothing.
        assert eventually(lambda: slow.open <= 500, 14)
        assert max(slow.closed) < 22
        assert slowest_answer(it.port, PAGES, 2) < PROMISED_SECONDS


def test_a_thousand_sockets_of_one_address_are_not_all_kept(it: Installation):
    with SlowClients(it.port, 1_000, BEGINNINGS, addresses=1) as slow:
        assert eventually(lambda: slow.open <= 64, 4)
        assert slowest_answer(it.port, PAGES, 2) < PROMISED_SECONDS


def test_who_does_not_read_the_answer_stops_no_page(it: Installation):
    """The neighbour of who does not send: an answer that is larger than what the system takes for a socket."""
    assert ask(it.port, LARGE, 60) == 200
    with SlowClients(it.port, 60, [ASKS_AND_DOES_NOT_READ], receives=4096, every=60):
        assert slowest_answer(it.port, PAGES, 6) < PROMISED_SECONDS


def test_what_is_not_whole_takes_a_bounded_part_of_memory(it: Installation):
    """500 bodies of 900,000 bytes that lack their last bytes are 450 MB; 128 MB of them are kept."""
    before = it_holds(it)
    with SlowClients(it.port, 500, [BODY + b"x" * 890_000], every=60):
        assert slowest_answer(it.port, PAGES, 3) < PROMISED_SECONDS
        assert it_holds(it) - before < 250


def test_slow_clients_do_not_keep_it_from_stopping():
    """What runs is finished; a body that is not whole, and never will be, is not waited for."""
    with installation("sqlite") as made:
        made.start("web", "serve", "--port", str(made.port), "--processes", "2")
        made.wait_for_web()
        assert ask(made.port, PAGES[0], 60) == 200
        with SlowClients(made.port, 200, BEGINNINGS):
            asked = time.monotonic()
            made.processes["web"].terminate()
            assert made.processes["web"].wait(30) == 0
            assert time.monotonic() - asked < 10


def test_control_a_thread_that_waits_for_the_client_is_caught():
    with serving("tests.faults.planted:threads_that_wait") as made:
        assert ask(made.port, LARGE, 60) == 200
        for beginning in ([HEAD, BODY], [ASKS_AND_DOES_NOT_READ]):
            with SlowClients(made.port, 16, beginning, addresses=8, receives=4096, every=60):
                assert slowest_answer(made.port, PAGES[:1], 5, patience=5) > PROMISED_SECONDS


def test_control_no_deadlines_are_caught():
    with (
        serving("tests.faults.planted:no_deadlines") as made,
        SlowClients(made.port, 100, BEGINNINGS) as slow,
    ):
        assert not eventually(lambda: slow.open <= 50, 16)


def it_holds(it: Installation) -> float:
    """The memory of the web server in MB (Pss)."""
    return it.rss_mb()


def test_who_asks_for_leave_and_hangs_up_takes_nobody_along(it: Installation):
    """`100 Continue` meets nobody. An exception in the loop ended the process, with everybody's connections."""
    asks = b"POST /s/bench/ HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    for _ in range(50):
        gone = socket.create_connection(("127.0.0.1", it.port), timeout=5)
        gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        gone.sendall(asks)
        gone.close()
        assert ask(it.port, PAGES[0], 2) == 200
