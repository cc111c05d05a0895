"""A mail server that takes everything and writes down when it came and for whom. Its cost is not Kept's."""

import asyncio
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """aiosmtpd's handler."""

    def __init__(self, log: Path) -> None:
        self.log = log.open("a", buffering=1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """One line for each mail."""
        del server, session
        self.log.write(f"{time.time():.6f} {envelope.rcpt_tos[0]}\n")
        return "250 taken"


def main(port: int, log: Path) -> None:
    """Until SIGTERM."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    controller = UnthreadedController(Sink(log), hostname="127.0.0.1", port=port, loop=loop)
    controller.begin()
    loop.add_signal_handler(signal.SIGTERM, loop.stop)
    loop.run_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
