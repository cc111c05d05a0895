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

from kept.adapters.mailgun import why_unavailable
from kept.faces.worker.heartbeat import last_beat
from kept.findings.queries import count_open
from kept.inbox.queries import failed_items
from kept.messages.queries import backlog

LEAST_FREE_BYTES = 500 * 1024 * 1024
# A worker touches its sign of life every few seconds, but not while a mail server lets it wait.
SILENT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing looked at: whether it is well, and a sentence that says what to do if not."""

    what: str
    well: bool
    says: str


def look() -> list[Checked]:
    """Everything, in the order in which it would be mended."""
    return [one for part in (_settings, _database, _mail, _disk, _secrets) for one in _safely(part)]


def _safely(part: Callable[[], Iterator[Checked]]) -> list[Checked]:
    try:
        return list(part())
    except Error as error:
        return [Checked("database", False, f"It does not answer: {error}".strip())]


def _settings() -> Iterator[Checked]:
    serious = [message for message in checks.run_checks() if message.is_serious()]
    yield Checked(
        "settings", not serious, "; ".join(str(message.msg) for message in serious) or "can be used"
    )


def _database() -> Iterator[Checked]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    says = (
        f"{len(waiting)} changes wait; run `kept migrate`" if waiting else f"{connection.vendor}, up to date"
    )
    yield Checked("database", not waiting, says)
    if not waiting:
        yield _worker()
        yield _inbox()
        yield _findings()


def _worker() -> Checked:
    waiting = backlog(_now())
    beaten = last_beat("messages", settings.ENVIRONMENT.data_dir)
    alive = beaten is not None and beaten > _now().timestamp() - SILENT_SECONDS
    if waiting.oldest is None:
        says = (
            "nothing waits for long"
            if alive
            else "none works here; start `kept worker`, or nobody is told anything"
        )
        return Checked("worker", alive, says)
    says = f"{waiting.count} messages wait, the oldest since {waiting.oldest:%Y-%m-%d %H:%M} UTC"
    return Checked(
        "worker", False, f"{says}; {waiting.why or 'trying'}" if alive else f"{says}; start `kept worker`"
    )


def _findings() -> Checked:
    """What waits for people. That is no fault of the installation, however long it waits."""
    found = count_open(_now())
    if not found.open:
        return Checked("findings", True, "nothing waits for a person")
    late = f", {found.overdue} of them overdue" if found.overdue else ""
    return Checked(
        "findings", True, f"{found.open} waiting for a person{late}; see “Needs attention” at the desk"
    )


def _inbox() -> Checked:
    failed = list(failed_items())
    if not failed:
        return Checked("inbox", True, "what came in from outside is handled")
    newest = failed[len(failed) - 1]
    return Checked(
        "inbox",
        False,
        f"{len(failed)} items could not be handled, the newest from {newest.source}: {newest.last_error}; "
        "mend the cause, then `kept inbox --retry`",
    )


def _mail() -> Iterator[Checked]:
    environment = settings.ENVIRONMENT
    if environment.mail_api is None:
        yield _mail_server()
        return
    wrong = why_unavailable(environment.mail_api)
    yield Checked("mail", not wrong, f"{wrong} See KEPT_MAIL_API_URL" if wrong else "Mailgun lets us send")
    if not environment.mail_webhook_key:
        yield Checked(
            "reports",
            False,
            "nobody says whether mail arrives; set KEPT_MAIL_WEBHOOK_KEY and Mailgun's webhooks",
        )


def _mail_server() -> Checked:
    smtp = settings.ENVIRONMENT.smtp
    kind = smtplib.SMTP_SSL if smtp.security == "tls" else smtplib.SMTP
    try:
        with kind(smtp.host, smtp.port, timeout=10) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Checked(
            "mail", False, f"{smtp.host}:{smtp.port} does not take mail ({error}); see KEPT_SMTP_URL"
        )
    reports = "" if settings.ENVIRONMENT.bounce_address else "; of mail that comes back Kept hears nothing"
    return Checked("mail", True, f"{smtp.host}:{smtp.port} answers{reports}")


def _disk() -> Iterator[Checked]:
    free = shutil.disk_usage(settings.ENVIRONMENT.data_dir).free
    yield Checked(
        "disk", free > LEAST_FREE_BYTES, f"{free // 2**20} MiB free in {settings.ENVIRONMENT.data_dir}"
    )


def _secrets() -> Iterator[Checked]:
    mode = stat.S_IMODE((settings.ENVIRONMENT.data_dir / "secrets.json").stat().st_mode)
    yield Checked(
        "secrets",
        not mode & 0o077,
        "readable by their owner alone" if not mode & 0o077 else "chmod 600 secrets.json",
    )


def _now() -> datetime:
    return datetime.now(UTC)
