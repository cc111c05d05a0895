"""Health checks of an installation, with a sentence for each."""

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

from kept.adapters.imap import MailboxFailed, open_mailbox
from kept.adapters.mailgun import why_unavailable
from kept.faces.worker.heartbeat import last_beat
from kept.findings.queries import count_open
from kept.inbox.queries import failed_items
from kept.messages.queries import backlog
from kept.stores.queries import people_with_unproven_address

LEAST_FREE_BYTES = 500 * 1024 * 1024
# A worker renews its heartbeat every few seconds, but not while it waits for a mail server.
SILENT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a check, and a message that says what to do if it failed."""

    name: str
    ok: bool
    message: str


def check_health() -> list[CheckResult]:
    """Run all checks, in the order in which problems would be fixed."""
    return [result for part in (_settings, _database, _mail, _disk, _secrets) for result in _guarded(part)]


def _guarded(part: Callable[[], Iterator[CheckResult]]) -> list[CheckResult]:
    try:
        return list(part())
    except Error as error:
        return [CheckResult("database", False, f"it does not answer: {error}".strip())]


def _settings() -> Iterator[CheckResult]:
    faults = [str(message.msg) for message in checks.run_checks() if message.is_serious()]
    faults += _unsafe_settings()
    yield CheckResult("settings", not faults, "; ".join(faults) or "can be used")


def _unsafe_settings() -> Iterator[str]:
    """Name what is useful on one's own machine and lets strangers in on the internet."""
    environment = settings.ENVIRONMENT
    if environment.debug:
        yield "KEPT_DEBUG is on and shows everybody the inside of an error; switch it off"
    if environment.demo:
        yield "KEPT_DEMO is on and shows everybody all mail; switch it off"
    if "*" in environment.allowed_hosts:
        yield "KEPT_ALLOWED_HOSTS answers to every name; write those that people use"
    if environment.public_url.startswith("https://") and not environment.trusted_proxies:
        yield (
            "KEPT_TRUSTED_PROXIES is 0, so all visitors count as one, the proxy that speaks https for Kept; "
            "write how many proxies stand in front, such as 1"
        )


def _database() -> Iterator[CheckResult]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    message = (
        f"{len(plan)} migrations to run; run `kept migrate`" if plan else f"{connection.vendor}, up to date"
    )
    yield CheckResult("database", not plan, message)
    if not plan:
        yield _worker()
        yield _inbox()
        yield _findings()
        yield _sign_ins()


def _worker() -> CheckResult:
    waiting = backlog(_now())
    beat = last_beat("messages", settings.ENVIRONMENT.data_dir)
    is_alive = beat is not None and beat > _now().timestamp() - SILENT_SECONDS
    if waiting.oldest is None:
        message = (
            "nothing waits for long"
            if is_alive
            else "none is running; start `kept worker`, or no message is sent"
        )
        return CheckResult("worker", is_alive, message)
    message = f"{waiting.count} messages wait, the oldest since {waiting.oldest:%Y-%m-%d %H:%M} UTC"
    return CheckResult(
        "worker",
        False,
        f"{message}; {waiting.why or 'trying'}" if is_alive else f"{message}; start `kept worker`",
    )


def _findings() -> CheckResult:
    """Count the open findings, which are no fault of the installation."""
    findings = count_open(_now())
    if not findings.open:
        return CheckResult("findings", True, "nothing waits for a person")
    late = f", {findings.overdue} of them overdue" if findings.overdue else ""
    return CheckResult(
        "findings", True, f"{findings.open} waiting for a person{late}; see “Needs attention” at the desk"
    )


def _sign_ins() -> CheckResult:
    """Name those whose address was changed where no proof was asked for; it may be somebody else's."""
    people = people_with_unproven_address()
    if not people:
        return CheckResult("sign-ins", True, "every address is proven")
    names = ", ".join(f"{person.email} ({person.name}, no. {person.pk})" for person in people)
    return CheckResult(
        "sign-ins",
        False,
        f"nobody has proven to own the address of {names}; have the owner of the address choose a new password "
        "by “Forgot your password?”, or remove from their stores those whom you do not know",
    )


def _inbox() -> CheckResult:
    failed = list(failed_items())
    if not failed:
        return CheckResult("inbox", True, "all of it is handled")
    newest = failed[len(failed) - 1]
    return CheckResult(
        "inbox",
        False,
        f"{len(failed)} items could not be handled, the newest from {newest.source}: {newest.last_error}; "
        "fix the cause, then run `kept inbox --retry`",
    )


def _mail() -> Iterator[CheckResult]:
    environment = settings.ENVIRONMENT
    if environment.mail_api is None:
        yield _mail_server()
        yield from _bounce_mailbox()
        return
    problem = why_unavailable(environment.mail_api)
    yield CheckResult(
        "mail", not problem, f"{problem} See KEPT_MAIL_API_URL" if problem else "Mailgun accepts mail"
    )
    if not environment.mail_webhook_key:
        yield CheckResult(
            "reports",
            False,
            "Kept cannot learn whether mail arrives; set KEPT_MAIL_WEBHOOK_KEY and Mailgun's webhooks",
        )


def _mail_server() -> CheckResult:
    smtp = settings.ENVIRONMENT.smtp
    kind = smtplib.SMTP_SSL if smtp.security == "tls" else smtplib.SMTP
    try:
        with kind(smtp.host, smtp.port, timeout=10) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return CheckResult(
            "mail", False, f"{smtp.host}:{smtp.port} does not accept mail ({error}); see KEPT_SMTP_URL"
        )
    reports = (
        ""
        if settings.ENVIRONMENT.bounce_address
        else "; without KEPT_BOUNCE_ADDRESS Kept does not learn of mail that bounces"
    )
    return CheckResult("mail", True, f"{smtp.host}:{smtp.port} answers{reports}")


def _bounce_mailbox() -> Iterator[CheckResult]:
    server = settings.ENVIRONMENT.bounce_mailbox
    if server is None:
        return
    try:
        with open_mailbox(server) as mailbox:
            waiting = len(mailbox.unread(settings.ENVIRONMENT.bounce_address))
    except MailboxFailed as error:
        yield CheckResult(
            "reports", False,
            f"the mailbox at {server.host} cannot be read ({error}); see KEPT_BOUNCE_MAILBOX_URL",
        )  # fmt: skip
        return
    yield CheckResult(
        "reports", True, f"the mailbox at {server.host} can be read, {waiting} mails wait in it"
    )


def _disk() -> Iterator[CheckResult]:
    free = shutil.disk_usage(settings.ENVIRONMENT.data_dir).free
    yield CheckResult(
        "disk", free > LEAST_FREE_BYTES, f"{free // 2**20} MiB free in {settings.ENVIRONMENT.data_dir}"
    )


def _secrets() -> Iterator[CheckResult]:
    """The data folder has the orders, photos and secrets; whoever else works on this machine has no business there."""
    folder = settings.ENVIRONMENT.data_dir
    for name, path, mode in (("data folder", folder, 700), ("secrets", folder / "secrets.json", 600)):
        is_private = not stat.S_IMODE(path.stat().st_mode) & 0o077
        yield CheckResult(
            name, is_private, "open to its owner alone" if is_private else f"chmod {mode} {path}"
        )


def _now() -> datetime:
    return datetime.now(UTC)
