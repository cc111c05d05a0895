"""A mail server that takes everything and writes down what came. Its cost is not Kept's.

    python -m tools.smtp_sink <port> <log> [<folder for the mails themselves>]

One line for each mail: when (Unix seconds), to whom, and its Message-ID. The line is written before the mail
is acknowledged, so that what Kept believes handed over is always there.

It shares the machine's cores with what is measured, so it says of SMTP (RFC 5321) only what is needed and reads a
mail in one go: the library that tests talk to (aiosmtpd) reads line by line and took a quarter of the machine.
"""

import asyncio
import re
import signal
import sys
import time
from pathlib import Path

_ADDRESS = re.compile(rb"<([^>]*)>")
_KNOWN_AS = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_END = b"\r\n.\r\n"
_ABLE = b"250-sink\r\n250-PIPELINING\r\n250-SIZE 33554432\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"


class SmtpSink:
    """The log of the mails that came so far, on disk."""

    def __init__(self, log: Path, folder: Path | None) -> None:
        self.log = log.open("ab", buffering=0)
        self.folder = folder
        self.count = 0

    def take(self, recipients: list[bytes], mail: bytes) -> None:
        """Write it down."""
        self.count += 1
        if self.folder:
            (self.folder / f"{self.count:06}.eml").write_bytes(mail)
        known_as = _KNOWN_AS.search(mail.partition(b"\r\n\r\n")[0])
        line = b"%.6f %b %b\n" % (time.time(), b",".join(recipients), known_as[1] if known_as else b"-")
        self.log.write(line)


class Conversation(asyncio.Protocol):
    """One connection: commands until DATA, then a mail until its dot, and so on."""

    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink
        self.recipients: list[bytes] = []
        self.heard = b""
        self.in_mail = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # what create_server makes
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.heard += data
        end = _END if self.in_mail else b"\r\n"
        while end in self.heard:
            piece, _, self.heard = self.heard.partition(end)
            self.transport.write(self._mail(piece) if self.in_mail else self._command(piece))
            end = _END if self.in_mail else b"\r\n"

    def _mail(self, piece: bytes) -> bytes:
        self.in_mail = False
        self.sink.take(self.recipients, (piece + b"\r\n").replace(b"\r\n..", b"\r\n."))
        return b"250 taken\r\n"

    def _command(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"EHLO":
            return _ABLE
        if verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
            return b""
        if verb == b"MAIL":
            self.recipients = []
        elif verb == b"RCPT" and (found := _ADDRESS.search(line)):
            self.recipients.append(found[1])
        elif verb == b"DATA":
            self.in_mail = True
            return b"354 go on\r\n"
        return b"250 fine\r\n"


async def serve(port: int, sink: SmtpSink) -> None:
    """Run until SIGTERM."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    async with await loop.create_server(lambda: Conversation(sink), "127.0.0.1", port):
        await over.wait()


def main(port: int, log: Path, folder: Path | None = None) -> None:
    """Run until SIGTERM."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(port, SmtpSink(log, folder)))


if __name__ == "__main__":
    main(int(sys.argv[1]), *(Path(word) for word in sys.argv[2:4]))
