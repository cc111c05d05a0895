"""A mailbox at a provider: pymap, a real IMAP server, with other people's mail in it already."""

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kept.config.environment import Imap


class Provider:
    """The provider's side of the mailbox."""

    def __init__(self, port: int) -> None:
        self.server = Imap("127.0.0.1", port, "demouser", "demopass", "none", "INBOX", 5.0)

    def connect(self) -> imaplib.IMAP4:
        connection = imaplib.IMAP4("127.0.0.1", self.server.port, timeout=5)
        connection.login(self.server.user, self.server.password)
        connection.select("INBOX")
        return connection

    def deliver(self, mail: bytes) -> None:
        with self.connect() as connection:
            status, answer = connection.append("INBOX", None, None, mail)
            assert status == "OK", answer

    def unread(self) -> int:
        with self.connect() as connection:
            return len(connection.search(None, "UNSEEN")[1][0].split())


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider whose server runs as long as the test."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        "--no-tls",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-service",
        "admin",
        "dict",
        "--demo-data",
    ]
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("pymap")), *command], stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield Provider(port)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
