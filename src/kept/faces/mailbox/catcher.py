"""A small SMTP server that keeps what it gets: so that a newcomer sees the mails that were really sent."""

import asyncio
import os
import signal
import time
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session

# The folder is a window, not an archive.
MOST_MAILS = 500


class FolderHandler:
    """aiosmtpd's handler: one file for each mail, named by the time it came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Write the mail and only then say 250."""
        del server, session
        self.count += 1
        name = self.folder / f"{time.time_ns()}-{self.count}.eml"
        part = name.with_suffix(".part")
        part.write_bytes(envelope.original_content or b"")
        os.replace(part, name)
        for old in sorted(self.folder.glob("*.eml"))[:-MOST_MAILS]:
            old.unlink(missing_ok=True)
        return "250 Kept in the mailbox"


def catch(folder: Path, port: int) -> None:
    """Listen on this machine only, until SIGTERM or SIGINT."""
    folder.mkdir(parents=True, exist_ok=True)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    controller = UnthreadedController(FolderHandler(folder), hostname="127.0.0.1", port=port, loop=loop)
    controller.begin()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, loop.stop)
    loop.run_forever()
    controller.end()
