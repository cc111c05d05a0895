"""Whether an installation can do its work, as sentences."""

import shutil
import smtplib
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core import checks
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from kept.faces.worker.heartbeat import last_beat
from kept.messages.queries import backlog

LEAST_FREE_BYTES = 500 * 1024 * 1024
# A worker touches its sign of life every few seconds, but not while a mail server lets it wait.
SILENT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and a sentence that says what to do if not."""

    what: str
    well: bool
    says: str


def look() -> list[Finding]:
    """Everything, in the order in which it would be mended."""
    return [finding for part in (_settings, _database, _mail, _disk, _secrets) for finding in _safely(part)]


def _safely(part: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(part())
    except Error as error:
        return [Finding("database", False, f"It does not answer: {error}".strip())]


def _settings() -> Iterator[Finding]:
    serious = [message for message in checks.run_checks() if message.is_serious()]
    yield Finding(
        "settings", not serious, "; ".join(str(message.msg) for message in serious) or "can be used"
    )


def _database() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    says = (
        f"{len(waiting)} changes wait; run `kept migrate`" if waiting else f"{connection.vendor}, up to date"
    )
    yield Finding("database", not waiting, says)
    if not waiting:
        yield _worker()


def _worker() -> Finding:
    waiting = backlog(_now())
    beaten = last_beat("messages", settings.ENVIRONMENT.data_dir)
    alive = beaten is not None and beaten > _now().timestamp() - SILENT_SECONDS
    if waiting.oldest is None:
        says = (
            "nothing waits for long"
            if alive
            else "none works here; start `kept worker`, or nobody is told anything"
        )
        return Finding("worker", alive, says)
    says = f"{waiting.count} messages wait, the oldest since {waiting.oldest:%Y-%m-%d %H:%M} UTC"
    return Finding(
        "worker", False, f"{says}; {waiting.why or 'trying'}" if alive else f"{says}; start `kept worker`"
    )


def _mail() -> Iterator[Finding]:
    smtp = settings.ENVIRONMENT.smtp
    kind = smtplib.SMTP_SSL if smtp.security == "tls" else smtplib.SMTP
    try:
        with kind(smtp.host, smtp.port, timeout=10) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(
            "mail", False, f"{smtp.host}:{smtp.port} does not take mail ({error}); see KEPT_SMTP_URL"
        )
    else:
        yield Finding("mail", True, f"{smtp.host}:{smtp.port} answers")


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.ENVIRONMENT.data_dir).free
    yield Finding(
        "disk", free > LEAST_FREE_BYTES, f"{free // 2**20} MiB free in {settings.ENVIRONMENT.data_dir}"
    )


def _secrets() -> Iterator[Finding]:
    mode = stat.S_IMODE((settings.ENVIRONMENT.data_dir / "secrets.json").stat().st_mode)
    yield Finding(
        "secrets",
        not mode & 0o077,
        "readable by their owner alone" if not mode & 0o077 else "chmod 600 secrets.json",
    )


def _now() -> datetime:
    return datetime.now(UTC)
