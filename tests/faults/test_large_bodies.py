"""What is sent is stopped before it costs anything (reliability test 22): memory, a thread, or a file on the way.

Real sockets against a real server; every address is walked, in faces/test_request_bodies.py for the application alone.
"""

import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice, repeat
from pathlib import Path

import pytest
from django.urls import get_resolver

from kept.faces.body_limits import most_body_bytes
from tests.rig.routes import path_of, routes
from tests.rig.slow_clients import ask, eventually
from tools.installation import Installation, installation, order_of

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.wall_clock]
PATHS = [path_of(where, route) for where, route in routes(get_resolver())]
PIECE = b"x" * 100_000
CHUNK = b"%x\r\n%s\r\n" % (len(PIECE), PIECE)


@pytest.fixture(scope="module")
def it(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation("sqlite") as made:
        made.environment["TMPDIR"] = str(tmp_path_factory.mktemp("temporary"))
        made.start("web", "serve", "--port", str(made.port))
        made.wait_for_web()
        assert ask(made.port, "/s/bench/", 60) == 200
        yield made


@pytest.fixture(autouse=True)
def _nothing_is_left_in_the_temporary_folder(it: Installation) -> Iterator[None]:
    yield
    # gunicorn's heartbeat is a file without a name.
    assert list(Path(it.environment["TMPDIR"]).iterdir()) == []


class Connection:
    """A connection that sends whatever bytes it is told to."""

    def __init__(self, it: Installation) -> None:
        self.socket = socket.create_connection(("127.0.0.1", it.port), timeout=10)
        self.sent = 0

    def send(self, parts: Sequence[bytes] | Iterator[bytes]) -> None:
        """Send until all is sent or the other side takes no more."""
        with suppress(ConnectionError, TimeoutError):
            for part in parts:
                self.socket.sendall(part)
                self.sent += len(part)

    def answer(self) -> tuple[int, bytes]:
        """Everything that comes back until the other side closes: the status, and all of it."""
        came = b""
        with suppress(ConnectionError, TimeoutError):
            while more := self.socket.recv(65536):
                came += more
        self.socket.close()
        return int(came.split(b" ", 2)[1] if came else 0), came


def head(path: str, *lines: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *lines, "", ""]).encode()


def test_every_address_refuses_by_the_length_alone(it: Installation):
    """Not one byte of the body is sent, and none is asked for."""
    for path in PATHS:
        connection = Connection(it)
        connection.send([head(path, f"Content-Length: {most_body_bytes(path) + 1}", "Expect: 100-continue")])
        status, came = connection.answer()
        assert (status, b"\r\nConnection: close\r\n" in came) == (413, True), path


@pytest.mark.parametrize(
    "path", ["/", "/s/bench/basket/", "/o/nobodys/", "/accounts/login/", "/api/v1/orders"]
)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"])
def test_who_sends_it_all_the_same_can_read_the_answer(it: Installation, path: str, kind: str):
    """25 MB, sent without looking. They are thrown away as they come, or the answer were lost with the connection."""
    connection = Connection(it)
    connection.send([head(path, f"Content-Type: {kind}", "Content-Length: 25000000"), *repeat(PIECE, 250)])
    status, came = connection.answer()
    assert (status, b"\r\nConnection: close\r\n" in came) == (413, True)
    assert b"too large" in came


@pytest.mark.parametrize(
    "path", ["/", "/s/bench/basket/", "/accounts/login/", "/api/v1/orders", "/inbound/mail/x"]
)
def test_a_chunked_body_is_stopped_where_it_grows_too_large(it: Installation, path: str):
    connection = Connection(it)
    connection.send(
        [head(path, "Transfer-Encoding: chunked"), *repeat(CHUNK, most_body_bytes(path) // len(PIECE) + 1)]
    )
    status, came = connection.answer()
    assert (status, b"\r\nConnection: close\r\n" in came) == (413, True)


def test_who_never_stops_is_cut_off(it: Installation):
    """64 MB are thrown away for the sake of the answer, and no more."""
    before = it.rss_mb()
    connection = Connection(it)
    connection.send([head("/", "Content-Length: 900000000000"), *islice(repeat(PIECE), 4_000)])
    connection.socket.close()
    assert connection.sent < 100_000_000
    assert it.rss_mb() - before < 60


def test_an_order_that_is_sent_chunked_is_placed(it: Installation):
    text = json.dumps(order_of(it.facts, "chunked", lines=2)).encode()
    parts = [text[at : at + 37] for at in range(0, len(text), 37)]
    lines = [
        "Content-Type: application/json",
        f"Authorization: Bearer {it.facts['key']}",
        "Idempotency-Key: in-chunks",
    ]
    for _ in range(2):
        connection = Connection(it)
        connection.send([head("/api/v1/orders", *lines, "Transfer-Encoding: chunked", "Connection: close")])
        connection.send([b"%x\r\n%s\r\n" % (len(part), part) for part in parts] + [b"0\r\n\r\n"])
        status, came = connection.answer()
        assert (status, b"buyerchunked@example.com" in came) == (201, True)


def test_a_connection_can_be_used_again_after_a_refusal_that_read_it_all(it: Installation):
    connection = Connection(it)
    small = head("/api/v1/orders", "Content-Length: 5") + b"x" * 5
    connection.send([small * 3, head("/robots.txt", "Connection: close", method="GET")])
    _, came = connection.answer()
    assert (came.count(b"HTTP/1.1 401"), came.count(b"HTTP/1.1 200")) == (3, 1)


def test_many_at_once_are_refused_in_little_memory(it: Installation):
    """60 clients that send 10 MB each would be 600 MB."""
    before = it.rss_mb()
    many = [Connection(it) for _ in range(60)]
    for connection in many:
        connection.send([head("/s/bench/basket/", "Content-Length: 10000000"), *repeat(PIECE, 10)])
    assert eventually(lambda: ask(it.port, "/s/bench/") == 200, 5)
    assert it.rss_mb() - before < 60
    assert [connection.answer()[0] for connection in many] == [413] * 60
