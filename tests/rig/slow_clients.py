"""Clients that send slowly, or nothing, or do not read: many sockets from many addresses of this machine."""

import select
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from http.client import HTTPConnection
from types import TracebackType

HEAD = b"POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a"
BODY = b"POST /s/bench/basket/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\na=b"
CHUNKED = b"POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n{"
NOTHING = b""


class SlowClients:
    """Open sockets that have sent `beginnings`, in turn; then a byte each now and then, until it is left.

    `addresses`: from how many of this machine's own they come (127.0.1.1, 127.0.1.2 …).
    """

    def __init__(
        self,
        port: int,
        count: int,
        beginnings: Sequence[bytes],
        *,
        addresses: int = 40,
        every: float = 0.5,
        receives: int = 0,
    ) -> None:
        self.opened = time.monotonic()
        self.sockets = [
            self._begin(port, beginnings[n % len(beginnings)], f"127.0.1.{n % addresses + 1}", receives)
            for n in range(count)
        ]
        # How long each of those stayed open that the server has closed, in seconds.
        self.closed: list[float] = []
        self._open = set(self.sockets)
        self._every = every
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._trickle)

    @property
    def open(self) -> int:
        """How many the server has not closed yet."""
        return len(self._open)

    def _begin(self, port: int, beginning: bytes, address: str, receives: int) -> socket.socket:
        made = socket.socket()
        if receives:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        made.bind((address, 0))
        made.connect(("127.0.0.1", port))
        made.sendall(beginning)
        return made

    def _trickle(self) -> None:
        while not self._leave.wait(self._every):
            for one in tuple(self._open):
                if not self._is_alive(one):
                    self._open.discard(one)
                    self.closed.append(time.monotonic() - self.opened)

    def _is_alive(self, one: socket.socket) -> bool:
        try:
            readable, _, _ = select.select([one], [], [], 0) if one.fileno() < 1024 else ([], [], [])
            if readable and not one.recv(4096):
                return False
            one.send(b"a")
        except OSError:
            return False
        return True

    def __enter__(self) -> "SlowClients":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave.set()
        self._thread.join()
        for one in self.sockets:
            one.close()


def slowest_answer(port: int, paths: Sequence[str], seconds: float, *, patience: float = 10.0) -> float:
    """Ask for each page again and again, each time as a new visitor; return the longest that one took, in seconds.

    `patience`, and no more, is what is waited for an answer: then it counts as that.
    """
    until, slowest = time.monotonic() + seconds, 0.0
    while time.monotonic() < until:
        for path in paths:
            began = time.monotonic()
            with suppress(OSError):
                ask(port, path, patience)
            slowest = max(slowest, time.monotonic() - began)
    return slowest


def ask(port: int, path: str, patience: float = 10.0) -> int:
    """Ask once, over a connection of its own; return the status."""
    connection = HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def eventually(holds: Callable[[], bool], seconds: float) -> bool:
    """Tell whether it comes true within that time."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
