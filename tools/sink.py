"""A mail server that takes everything and writes down what came. Its cost is not Kept's.

    python -m tools.sink <port> <log> [<folder for the mails themselves>]

One line for each mail: when (Unix seconds), to whom, and its Message-ID. The line is written before the mail
is acknowledged, so that what Kept believes handed over is always there.
"""

import asyncio
import signal
import sys
import time
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """aiosmtpd's handler."""

    def __init__(self, log: Path, folder: Path | None) -> None:
        self.log = log.open("a", buffering=1)
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Write it down, then take it."""
        del server, session
        self.count += 1
        raw = envelope.original_content or b""
        head = message_from_bytes(raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
        if self.folder:
            (self.folder / f"{self.count:06}.eml").write_bytes(raw)
        known_as = str(head["Message-ID"] or "-").strip()
        self.log.write(f"{time.time():.6f} {','.join(envelope.rcpt_tos)} {known_as}\n")
        return "250 taken"


def main(port: int, log: Path, folder: Path | None = None) -> None:
    """Until SIGTERM."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    controller = UnthreadedController(Sink(log, folder), hostname="127.0.0.1", port=port, loop=loop)
    controller.begin()
    loop.add_signal_handler(signal.SIGTERM, loop.stop)
    loop.run_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), *(Path(word) for word in sys.argv[2:4]))
