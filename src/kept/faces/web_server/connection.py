"""A connection of a client, and what it has not read yet."""

import errno
import select
import socket
import time
from collections.abc import Callable
from enum import Enum
from typing import Any

from kept.faces.web_server.limits import ServerLimits
from kept.faces.web_server.request_reader import RequestReader

# Answers are smaller. One that is not waits for its reader in the thread that makes it.
MOST_UNREAD_BYTES = 4 * 1024 * 1024


class Phase(Enum):
    """The thing that a connection waits for."""

    IDLE = "the first byte of a request"
    HEAD = "the rest of a head"
    BODY = "the rest of a body"
    ANSWERING = "a thread, which answers"
    SENDING = "the client to read the answer"
    DRAINING = "the client to stop sending"


class ClientConnection:
    """A connection, as gunicorn's thread worker wants one, whose socket never blocks."""

    # gunicorn asks for these before it takes a request.
    initialized = True
    data_ready = True
    is_http2 = False

    def __init__(
        self,
        cfg: Any,
        client_socket: socket.socket,
        peer: Any,
        server: Any,
        *,
        limits: ServerLimits,
        body_limit: Callable[[str], int],
    ) -> None:
        client_socket.setblocking(False)
        self.raw_socket = client_socket
        self.cfg = cfg
        self.sock = AnswerSocket(client_socket, limits)
        self.client = peer
        self.server = server
        self.parser = RequestReader(cfg, peer, body_limit)
        # Whose it is, as far as that is known; "" while a proxy holds it for nobody in particular.
        self.owner = ""
        self.phase = Phase.IDLE
        self.deadline = 0.0
        self.body_began = 0.0
        # Is called when the client has sent, or read, something; None while the loop does not look at it.
        self.waits_for: Callable[[ClientConnection], None] | None = None
        self.drained_bytes = 0
        self.is_last = False

    def init(self) -> None:
        """Nothing is left to do: gunicorn calls it before it takes a request."""

    @property
    def held_bytes(self) -> int:
        """The memory that the connection takes, in bytes."""
        return self.parser.held_bytes + self.sock.unread_bytes


class AnswerSocket:
    """The socket that a thread writes an answer to: what the client does not read at once is kept here."""

    def __init__(self, client_socket: socket.socket, limits: ServerLimits) -> None:
        self._socket = client_socket
        self._limits = limits
        self._unread = bytearray()
        self._is_broken = False

    @property
    def unread_bytes(self) -> int:
        """The bytes that wait for the client to read them."""
        return len(self._unread)

    def sendall(self, data: bytes) -> None:
        """Send, or keep, all of it. Raises ConnectionResetError when the client is gone or reads too slowly."""
        if self._is_broken:
            raise ConnectionResetError(errno.ECONNRESET, "closed")
        sent = 0 if self._unread else self._send(data)
        self._unread += memoryview(data)[sent:]
        if len(self._unread) > MOST_UNREAD_BYTES:
            self._wait_for_reader()

    send = sendall

    def flush(self) -> bool:
        """Send what waits, as far as the client reads. Return whether nothing is left. Raises OSError."""
        if self._unread:
            del self._unread[: self._send(self._unread)]
        return not self._unread

    def _send(self, data: bytes | bytearray) -> int:
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0

    def _wait_for_reader(self) -> None:
        until = time.monotonic() + self._limits.seconds_for(len(self._unread))
        writable = select.poll()
        writable.register(self._socket, select.POLLOUT)
        while len(self._unread) > MOST_UNREAD_BYTES // 2:
            left = until - time.monotonic()
            if left <= 0:
                self._is_broken = True
                raise ConnectionResetError(errno.ECONNRESET, "the client reads too slowly")
            writable.poll(left * 1000)
            self.flush()

    # The rest of a socket, as far as gunicorn uses it for an answer.

    def gettimeout(self) -> float:
        """Return 0: it never blocks."""
        return 0.0

    def setblocking(self, _flag: bool) -> None:
        """Ignore it: it never blocks."""

    def shutdown(self, _how: int) -> None:
        """Refuse, as a closed socket does: the worker closes it when it is its turn."""
        self._is_broken = True
        raise OSError(errno.ENOTCONN, "closed")

    def close(self) -> None:
        """Take nothing more."""
        self._is_broken = True
