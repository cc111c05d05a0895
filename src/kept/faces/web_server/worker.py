"""The worker of the web server: it waits for clients in its loop, and only whole requests reach a thread.

gunicorn's own thread worker reads in the thread: eight requests that are sent slowly stop it for as long as they like.
Here one loop reads, writes what clients have not read yet, and closes what takes too long. It never blocks.
"""

import errno
import math
import resource
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from kept.faces.web_server.connection import ClientConnection, Phase
from kept.faces.web_server.limits import ServerLimits
from kept.faces.web_server.open_connections import OpenConnections

_ACCEPTED_AT_ONCE = 64
_READ_BYTES = 256 * 1024
_LOOKS_EVERY_SECONDS = 0.25
_SPARE_FILES = 200  # for the database, templates, pictures
_NOBODY_THERE = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED)
_NO_FILES_LEFT = (errno.EMFILE, errno.ENFILE)
# A worker that is to stop waits this long for a body that has begun, and for whoever reads an answer; less for others.
_STOPS_WITHIN_SECONDS = 5.0
_OTHERS_STOP_WITHIN_SECONDS = 2.0
_BEGUN = (Phase.BODY, Phase.SENDING)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_TOO_MANY = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
)


class BufferingWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's thread worker, whose clients cost a thread only while they are answered.

    The application has the figures: `limits`, a ServerLimits.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._limits: ServerLimits = self.app.limits
        self._open = OpenConnections()
        self._looked = 0.0
        # When it lets go of bodies and of everything else that is not whole, because it is to stop.
        self._ends = (math.inf, math.inf)

    def init_process(self) -> None:
        """Allow as many open files as there may be connections, then run as usual."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = self._limits.connections + _SPARE_FILES
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the application, and what it says of clients and bodies; not before the fork, as it does."""
        super().load_wsgi()
        from kept.faces import body_limits, client_address  # noqa: PLC0415

        self._body_limit = body_limits.most_body_bytes
        self._is_proxy = client_address.is_trusted_proxy
        self._address_of = client_address.client_address_of

    def accept(self, listener: socket.socket) -> None:
        """Take who waits at the door."""
        for _ in range(_ACCEPTED_AT_ONCE):
            try:
                client_socket, peer = listener.accept()
            except OSError as problem:
                if problem.errno in _NO_FILES_LEFT:
                    self._drop(self._open.to_drop())
                elif problem.errno not in _NOBODY_THERE:
                    raise
                return
            self._take(client_socket, peer, listener.getsockname())

    def _take(self, client_socket: socket.socket, peer: Any, server: Any) -> None:
        connection = ClientConnection(
            self.cfg, client_socket, peer, server, limits=self._limits, body_limit=self._body_limit
        )
        self.nr_conns += 1
        if not self._is_proxy(peer[0]):
            connection.owner = self._address_of(peer[0], "")
        self._open.add(connection)
        if self._has_room(connection):
            self._begin_to_wait(connection, Phase.IDLE, self._limits.head_seconds)
            self._guarded(connection, self._read)
        else:
            self._close(connection)

    def _guarded(self, connection: ClientConnection, go_on: Callable[[ClientConnection], None]) -> None:
        """Go on with one connection, whose trouble must not become that of all others."""
        try:
            go_on(connection)
        except Exception:
            self.log.exception("A connection failed and is closed.")
            self._close(connection)

    def _has_room(self, connection: ClientConnection) -> bool:
        """Let the longest waiting go where there are too many; return False where none waits."""
        owner = connection.owner
        if owner and self._open.count_of(owner) > self._limits.connections_per_client:
            return self._drop(self._open.longest_waiting(owner), unless=connection)
        if len(self._open) > self._limits.connections:
            return self._drop(self._open.to_drop(), unless=connection)
        return True

    def _drop(self, connection: ClientConnection | None, *, unless: ClientConnection | None = None) -> bool:
        if connection is None or connection is unless:
            return False
        self._close(connection)
        return True

    def _read(self, connection: ClientConnection) -> None:
        try:
            data = connection.raw_socket.recv(_READ_BYTES)
        except BlockingIOError:
            self._wait(connection, selectors.EVENT_READ, self._read)
            return
        except OSError:
            data = b""
        if data:
            connection.parser.feed(data)
            self._go_on(connection)
        else:
            self._close(connection)

    def _go_on(self, connection: ClientConnection) -> None:
        """Hand the request to a thread if it is whole, or wait for the rest of it."""
        reader = connection.parser
        self._open.weigh(connection)
        if reader.request is not None and not connection.owner and not self._has_owner(connection):
            return
        if reader.is_complete:
            self._answer(connection)
            return
        if reader.take_expectation() and not self._send_at_once(connection, _CONTINUE):
            return
        self._set_deadline(connection)
        self._wait(connection, selectors.EVENT_READ, self._read)
        if self._open.held_bytes > self._limits.held_bytes:
            self._drop(self._open.heaviest())

    def _send_at_once(self, connection: ClientConnection, answer: bytes) -> bool:
        """Send a few bytes; return False where the client has gone, whose connection is closed then."""
        try:
            connection.sock.sendall(answer)
        except OSError:
            self._close(connection)
            return False
        return True

    def _has_owner(self, connection: ClientConnection) -> bool:
        """Count a proxy's connection as its client's, whose request it brings; return False if it has too many."""
        forwarded = [value for name, value in connection.parser.request.headers if name == "X-FORWARDED-FOR"]
        self._open.give_to(self._address_of(connection.client[0], ",".join(forwarded)), connection)
        if self._has_room(connection):
            return True
        self._turn_away(connection, _TOO_MANY)
        return False

    def _set_deadline(self, connection: ClientConnection) -> None:
        reader, limits = connection.parser, self._limits
        if reader.request is not None:
            if connection.phase is not Phase.BODY:
                self._begin_to_wait(connection, Phase.BODY, 0)
                connection.body_began = time.monotonic()
            connection.deadline = connection.body_began + limits.seconds_for(reader.body_bytes)
        elif not reader.is_idle and connection.phase is not Phase.HEAD:
            self._begin_to_wait(connection, Phase.HEAD, limits.head_seconds)

    def _answer(self, connection: ClientConnection) -> None:
        self._stop_waiting(connection)
        connection.phase = Phase.ANSWERING
        self.enqueue_req(connection)

    def finish_request(self, connection: ClientConnection, answered: "Future[Any]") -> None:
        """Go on with a connection whose request was answered (gunicorn calls it in the loop)."""
        connection.is_last = answered.cancelled() or answered.exception() is not None or not answered.result()
        size = connection.sock.unread_bytes
        self._begin_to_wait(connection, Phase.SENDING, self._limits.seconds_for(size))
        self._send(connection)

    def _send(self, connection: ClientConnection) -> None:
        try:
            is_sent = connection.sock.flush()
        except OSError:
            self._close(connection)
            return
        self._open.weigh(connection)
        if not is_sent:
            self._wait(connection, selectors.EVENT_WRITE, self._send)
            if self._open.held_bytes > self._limits.held_bytes:
                self._drop(self._open.heaviest())
        elif connection.is_last:
            self._drain(connection)
        else:
            self._read_next(connection)

    def _read_next(self, connection: ClientConnection) -> None:
        self._stop_waiting(connection)
        if self._is_proxy(connection.client[0]):
            self._open.give_to("", connection)
        self._begin_to_wait(connection, Phase.IDLE, self._limits.idle_seconds)
        connection.parser.begin_next()
        self._go_on(connection)

    def _turn_away(self, connection: ClientConnection, answer: bytes) -> None:
        try:
            connection.sock.sendall(answer)
            connection.sock.flush()
        except OSError:
            self._close(connection)
            return
        self._drain(connection)

    def _drain(self, connection: ClientConnection) -> None:
        """Close in order: say that nothing more comes, and let the client read what came before that."""
        self._stop_waiting(connection)
        try:
            connection.raw_socket.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(connection)
            return
        self._begin_to_wait(connection, Phase.DRAINING, self._limits.drain_seconds)
        self._throw_away(connection)

    def _throw_away(self, connection: ClientConnection) -> None:
        try:
            came = len(connection.raw_socket.recv(_READ_BYTES))
        except BlockingIOError:
            self._wait(connection, selectors.EVENT_READ, self._throw_away)
            return
        except OSError:
            came = 0
        connection.drained_bytes += came
        if came and connection.drained_bytes < self._limits.drain_bytes:
            self._wait(connection, selectors.EVENT_READ, self._throw_away)
        else:
            self._close(connection)

    def _begin_to_wait(self, connection: ClientConnection, phase: Phase, seconds: float) -> None:
        connection.phase = phase
        if not self.alive:
            seconds = min(seconds, _STOPS_WITHIN_SECONDS if phase in _BEGUN else _OTHERS_STOP_WITHIN_SECONDS)
        connection.deadline = time.monotonic() + seconds
        self._open.give_to(connection.owner, connection)

    def _wait(
        self, connection: ClientConnection, event: int, go_on: Callable[[ClientConnection], None]
    ) -> None:
        """Go on when the client has sent, or read, something."""
        if connection.waits_for == go_on:
            return
        self._stop_waiting(connection)
        connection.waits_for = go_on

        def happened(_socket: socket.socket) -> None:
            # It may have been closed in between: events come many at once.
            if connection.waits_for == go_on:
                self._guarded(connection, go_on)

        self.poller.register(connection.raw_socket, event, happened)

    def _stop_waiting(self, connection: ClientConnection) -> None:
        if connection.waits_for is not None:
            connection.waits_for = None
            self.poller.unregister(connection.raw_socket)

    def _close(self, connection: ClientConnection) -> None:
        if connection not in self._open:
            return
        self._stop_waiting(connection)
        self._open.remove(connection)
        self.nr_conns -= 1
        connection.raw_socket.close()

    # What gunicorn's loop calls, of which the two last know only connections between two requests.

    def murder_pending(self) -> None:
        """Close what has waited too long."""
        now = time.monotonic()
        if now < self._looked + _LOOKS_EVERY_SECONDS:
            return
        self._looked = now
        for connection in self._open:
            if (
                connection.phase is Phase.ANSWERING
                or min(connection.deadline, self._end_of(connection.phase)) > now
            ):
                continue
            if connection.phase in (Phase.HEAD, Phase.BODY):
                self._turn_away(connection, _TOO_SLOW)
            else:
                self._close(connection)

    def _end_of(self, phase: Phase) -> float:
        """Return when nothing in this phase is waited for any more; an answer has its time from when it is ready."""
        if phase is Phase.BODY:
            return self._ends[0]
        return self._ends[1] if phase in (Phase.HEAD, Phase.IDLE) else math.inf

    def murder_keepalived(self, force: bool = False) -> None:
        """Close everything that waits, when the worker ends."""
        for connection in self._open if force else ():
            if connection.phase is not Phase.ANSWERING:
                self._close(connection)

    def _cap_keepalive(self, deadline: float) -> None:
        self._ends = (time.monotonic() + _STOPS_WITHIN_SECONDS, deadline)
