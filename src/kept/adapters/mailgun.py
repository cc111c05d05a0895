"""Mail through Mailgun, by its API (django-anymail), and its reports about what became of each.

A mail keeps its own Message-ID and carries its reference as a variable that Mailgun gives back in every report, so a
report finds its mail even where the answer to the hand-over was lost. Nobody is watched: opens and clicks are not
tracked.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from typing import Any, Protocol

import requests
from anymail.backends.mailgun import EmailBackend
from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.message import AnymailMessage
from anymail.signals import EventType
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from django.core.handlers.wsgi import WSGIRequest
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, SSLError

from kept.adapters.mailer import NotHandedOver, Refused, TryAgain, Unreachable
from kept.adapters.reports import DeliveryReport, ReportKind, short_reason
from kept.adapters.tls import http_tls

IDLE_SECONDS = 30.0
CONNECT_SECONDS = 5.0
# A webhook vouches with its time and a token. Mailgun tries for eight hours; older than this it is somebody's copy.
LONGEST_SECONDS_UNDERWAY = 86_400
REFERENCE = "kept-reference"

# Not let in: a wrong key, an account that is suspended, a domain that is not there, too much at once.
_SHUT = (401, 402, 403, 404, 429)
_KEPT_HEADERS = ("Message-ID", "In-Reply-To", "References", "Auto-Submitted")
_WHAT: dict[str, ReportKind] = {
    EventType.DELIVERED: "delivered",
    EventType.DEFERRED: "delayed",
    EventType.BOUNCED: "bounced",
    EventType.REJECTED: "bounced",
    EventType.COMPLAINED: "complained",
}
_NEVER_CONNECTED = (NewConnectionError, ConnectTimeoutError, SSLError)
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError)


class MailgunAccount(Protocol):
    """An account with the mail provider: address, key and domain. `config.environment.MailApi` is one."""

    @property
    def url(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def timeout_seconds(self) -> float: ...


class MailgunMailer:
    """One account, over connections that are kept while there is work. Not for several threads."""

    def __init__(self, account: MailgunAccount, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._backend = _Backend(
            api_key=account.key,
            api_url=account.url,
            sender_domain=account.domain,
            timeout=(CONNECT_SECONDS, account.timeout_seconds),
        )
        self._used = 0.0

    def hand_over(self, *, sender: str, recipient: str, mail: bytes, reference: str) -> None:
        """Hand one mail over. Returns when Mailgun has said that it is queued there.

        Raises Unreachable, TryAgain or Refused.
        """
        del sender  # the envelope is Mailgun's own: what bounces comes back to it, and a report to us
        message = _as_mailgun_takes_it(mail, recipient, reference)
        self._backend.open()
        self._used = self._clock()
        try:
            self._backend.send_messages([message])
        except AnymailError as error:
            raise _failure(error) from error

    def rest(self) -> None:
        """Close connections that nobody has used for a while."""
        if self._clock() - self._used > IDLE_SECONDS:
            self.close()

    def close(self) -> None:
        """Hang up."""
        self._backend.close()


class _Backend(EmailBackend):  # type: ignore[misc]  # anymail has no types
    """Anymail's, over connections that share this process's TLS settings."""

    def create_session(self) -> requests.Session:
        session: requests.Session = super().create_session()
        session.mount("https://", _SharedTls())
        return session


class _SharedTls(HTTPAdapter):
    """Connections that do not read the trusted certificates anew each."""

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named, ssl_context=http_tls())

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """Leave out the files that `requests` would read for each connection."""
        del verify
        return super().build_connection_pool_key_attributes(request, True, cert)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave it to the context, which checks the server's certificate by what the system trusts."""
        del url, verify, cert
        conn.cert_reqs = "CERT_REQUIRED"


def why_unavailable(account: MailgunAccount) -> str:
    """Return why Mailgun would take no mail now, as a sentence; "" when nothing is known against it.

    Asks to send a mail without sender, recipient or text: who is let in is told what is missing.
    """
    try:
        with requests.Session() as session:
            session.mount("https://", _SharedTls())
            answer = session.post(
                f"{account.url}/{account.domain}/messages",
                auth=("api", account.key),
                timeout=(CONNECT_SECONDS, CONNECT_SECONDS),
            )
    except requests.RequestException as error:
        return f"It cannot be reached ({short_reason(str(error))[:160]})."
    if answer.status_code in _SHUT or answer.status_code >= 500:
        return f"It answers {answer.status_code}: {_words(answer)}."
    return ""


def verified_token(body: bytes, *, signing_key: str, now: datetime) -> str:
    """The token of a webhook that Mailgun has signed not long ago; "" for anything else.

    Only the time and the token are signed, not what the webhook says. So the token is what makes it unique: nobody can
    use a signature a second time for another text.
    """
    try:
        MailgunTrackingWebhookView(webhook_signing_key=signing_key).run_validators(_request(body))
        signature = json.loads(body)["signature"]
        token, signed_at = signature["token"], int(signature["timestamp"])
    except (AnymailWebhookValidationFailure, *_UNREADABLE):
        return ""
    is_fresh = abs(now.timestamp() - signed_at) <= LONGEST_SECONDS_UNDERWAY
    return token if is_fresh and isinstance(token, str) and 0 < len(token) <= 100 else ""


def read_report(body: bytes) -> DeliveryReport | None:
    """The report in a webhook; None when it tells of something else (somebody opened it). Raises ValueError when it
    cannot be read.
    """
    try:
        (event,) = MailgunTrackingWebhookView(webhook_signing_key="-").parse_events(_request(body))
        what = _WHAT.get(event.event_type)
        reference = str((event.metadata or {}).get(REFERENCE, ""))
    except _UNREADABLE as error:
        raise ValueError(f"The webhook cannot be read: {error!r}") from error
    if what is None:
        return None
    return DeliveryReport(
        reference, what, short_reason(event.mta_response or event.description), event.timestamp
    )


def _request(body: bytes) -> WSGIRequest:
    """A stored webhook as the library takes it."""
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
    )


def _as_mailgun_takes_it(mail: bytes, recipient: str, reference: str) -> AnymailMessage:
    read = message_from_bytes(mail, policy=policy.default)
    message = AnymailMessage(
        subject=str(read["Subject"] or ""),
        body=_text(read, "plain"),
        from_email=str(read["From"] or ""),
        to=[recipient],
        reply_to=[str(address) for address in read.get_all("Reply-To", []) if str(address)],
        headers={name: str(read[name]) for name in _KEPT_HEADERS if read[name]},
        metadata={REFERENCE: reference} if reference else {},
        track_opens=False,
        track_clicks=False,
    )
    if page := _text(read, "html"):
        message.attach_alternative(page, "text/html")
    return message


def _text(read: EmailMessage, kind: str) -> str:
    part = read.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""


def _failure(error: AnymailError) -> NotHandedOver:
    """An answer that cannot be understood, or none, may follow a mail that was taken; then it goes out again."""
    response: Any = error.response
    if response is not None:
        status, words = response.status_code, _words(response)
        if status in _SHUT:
            return Unreachable(f"Mailgun lets us send nothing now: {status} {words}.")
        if 400 <= status < 500:
            return Refused(f"Mailgun would not take this mail: {status} {words}.")
        return TryAgain(f"Mailgun did not take this mail now: {status} {words}.")
    if isinstance(error, requests.RequestException):
        said = short_reason(str(error.__cause__ or error))[:160]
        if _never_connected(error.__cause__):
            return Unreachable(f"Mailgun cannot be reached ({said}).")
        return TryAgain(f"The connection was lost before Mailgun had answered ({said}).")
    return Refused(f"Mailgun cannot be given this mail: {short_reason(str(error))[:160]}.")


def _never_connected(error: BaseException | None) -> bool:
    """Tell whether not a byte of the mail has left. `requests` hides why in its first argument."""
    cause = error.args[0] if error is not None and error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    return isinstance(cause, _NEVER_CONNECTED)


def _words(response: Any) -> str:
    """Return the answer's own text, for a person."""
    with suppress(*_UNREADABLE):
        return short_reason(str(response.json()["message"]))[:200].rstrip(".")
    return short_reason(str(response.reason))[:200] or "no words"
