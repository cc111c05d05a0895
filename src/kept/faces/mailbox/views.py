"""The mail catcher's pages: what arrived, newest first, and each mail as a mail program would show it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kept.kit.refusals import NotFound

SHOWN = 100


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """A mail in the folder."""

    name: str
    at: datetime
    mail: EmailMessage

    @property
    def subject(self) -> str:
        """The subject line."""
        return str(self.mail["subject"] or "")

    @property
    def to(self) -> str:
        """The recipients."""
        return str(self.mail["to"] or "")

    def body(self, kind: str) -> str:
        """The "plain" or "html" body, "" where there is none."""
        part = self.mail.get_body((kind,))
        return str(part.get_content()) if part else ""


@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """List the mails that arrived."""
    names = sorted((path.stem for path in _folder().glob("*.eml")), reverse=True)[:SHOWN]
    return render(request, "mailbox/mails.html", {"mails": [_read(name) for name in names]})


@require_GET
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: HTML in a frame that can run nothing, plain text, and its head."""
    caught_mail = _read(name)
    headers = [(key, str(value)) for key, value in caught_mail.mail.items()]
    return render(
        request,
        "mailbox/mail.html",
        {"mail": caught_mail, "headers": headers, "text": caught_mail.body("plain")},
    )


@require_GET
def body(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail by itself. The sandbox keeps it from running anything or reaching the desk."""
    response = HttpResponse(_read(name).body("html"))
    response._csp_config = {}  # type: ignore[attr-defined]
    response._csp_exempt = True  # type: ignore[attr-defined]
    policy_words = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
    response["Content-Security-Policy"] = policy_words
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _read(name: str) -> CaughtMail:
    path = _folder() / f"{name}.eml"
    if not path.is_file():
        raise NotFound
    at = datetime.fromtimestamp(int(name.split("-")[0]) / 1e9, tz=UTC)
    parsed = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return CaughtMail(name, at, parsed)


def _folder() -> Path:
    folder: Path = settings.ENVIRONMENT.data_dir / "mailbox"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
