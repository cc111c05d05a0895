"""Posting a webhook to an address that somebody else chose (reliability test 18).

The name is looked up once, every address it leads to is checked, and the connection goes to the first of those that
answers: a second look-up could lead elsewhere. No redirects, no proxies, at most 10 seconds in all, and
of the answer nothing but its head is read.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import httpcore

from kept.adapters.tls import http_tls

SECONDS = 10.0
_CONNECT_SECONDS = 5.0


class NotDelivered(Exception):
    """No answer came. The sentence says why, for the merchant to read."""


def post(url: str, *, body: bytes, headers: Mapping[str, str], allowed: Callable[[str], bool]) -> int:
    """Post `body` and return the HTTP status. `allowed` says of an IP address whether it may be connected to.

    Raises NotDelivered when the name leads nowhere or somewhere not allowed, or no answer comes in time.
    """
    until = time.monotonic() + SECONDS
    target = httpcore.URL(url)
    addresses = _addresses(target.host.decode(), target.port or _port(target.scheme), allowed)
    network = _Pinned(addresses, until)
    try:
        with (
            httpcore.ConnectionPool(network_backend=network, ssl_context=http_tls()) as pool,
            pool.stream(
                "POST",
                target,
                headers=[
                    (b"Host", _authority(target)),
                    (b"Content-Length", str(len(body)).encode()),
                    (b"Connection", b"close"),
                    *((name.encode(), value.encode()) for name, value in headers.items()),
                ],
                content=body,
            ) as response,
        ):
            return int(response.status)
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise NotDelivered(f"The endpoint did not answer within {SECONDS:.0f} seconds.") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise NotDelivered(f"The endpoint could not be reached: {error}"[:300]) from error


def _addresses(host: str, port: int, allowed: Callable[[str], bool]) -> list[str]:
    """Return the addresses that may be connected to, in the system's order.

    A name that leads to several must be allowed with all of them.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotDelivered(f"The name {host} leads nowhere.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(allowed(address) for address in addresses):
        raise NotDelivered(f"The name {host} leads into a private network.")
    return addresses


def _port(scheme: bytes) -> int:
    return 443 if scheme == b"https" else 80


def _authority(target: httpcore.URL) -> bytes:
    host = b"[" + target.host + b"]" if b":" in target.host else target.host
    return host if target.port is None else host + b":" + str(target.port).encode()


class _Pinned(httpcore.NetworkBackend):
    """Connects to these addresses whatever the name, and to nothing after the deadline."""

    def __init__(self, addresses: Sequence[str], until: float) -> None:
        self._addresses = addresses
        self._until = until
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  (the name was looked up already)
        port: int,
        timeout: float | None = None,  # noqa: ARG002  (the deadline decides)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the checked addresses that answers; they share the time there is."""
        failed: Exception | None = None
        connect_until = min(time.monotonic() + _CONNECT_SECONDS, self._until)
        for tried, address in enumerate(self._addresses):
            seconds = _left(connect_until) / (len(self._addresses) - tried)
            try:
                stream = self._network.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return _Hurried(stream, self._until)
        raise failed or httpcore.ConnectTimeout


class _Hurried(httpcore.NetworkStream):
    """A connection on which everything together must be done by a deadline, one drop at a time or not."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Read what is there."""
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write it all."""
        self._stream.write(buffer, _left(self._until))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Talk in secret with whoever proves to be `server_hostname`."""
        return _Hurried(self._stream.start_tls(ssl_context, server_hostname, _left(self._until)), self._until)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows about itself."""
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
