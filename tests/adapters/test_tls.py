"""What the system trusts is read once for the process, not for each delivery; certificates are checked all the same."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kept.adapters.mailer import Unreachable
from kept.adapters.mailgun import MailgunMailer
from kept.adapters.smtp import SmtpMailer
from kept.adapters.tls import http_tls, mail_tls
from kept.adapters.webhooks import NotDelivered, post
from tests.rig.mailgun import Mailgun
from tests.rig.post import Post, free_port

# TLS reads the clock of the machine.
pytestmark = pytest.mark.wall_clock
MAIL = b"Message-ID: <1@kept.example>\r\nFrom: a@kept.example\r\nSubject: Hello\r\n\r\nHello.\r\n"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """How often certificates are read from files from here on, in a process that has read none yet."""
    readings: list[str] = []
    for name in ("load_default_certs", "load_verify_locations"):
        original = getattr(ssl.SSLContext, name)

        def counted(context, *args, _name=name, _original=original, **named):
            readings.append(_name)
            return _original(context, *args, **named)

        monkeypatch.setattr(ssl.SSLContext, name, counted)
    _forget()
    yield readings
    _forget()


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The certificate, as one that the system trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


class Taking(BaseHTTPRequestHandler):
    """Takes whatever is posted."""

    def do_POST(self) -> None:
        """Say 204."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Nothing on the terminal."""


def test_webhooks_share_one_reading(trusted: Path, readings: list[str]) -> None:
    with served(Taking, trusted) as port:
        for _ in range(3):
            assert _post(port) == 204
    assert len(readings) == 1


def test_an_endpoint_whose_certificate_nobody_trusts_gets_nothing(
    certificate: Path, readings: list[str]
) -> None:
    with served(Taking, certificate) as port, pytest.raises(NotDelivered, match="certificate verify failed"):
        _post(port)
    assert len(readings) == 1


def test_mailgun_shares_it_over_new_connections(mailgun: Mailgun, trusted: Path, readings: list[str]) -> None:
    with served(mailgun.handler, trusted) as port:
        mailer = MailgunMailer(mailgun.account(url=f"https://127.0.0.1:{port}/v3"))
        for _ in range(3):
            mailer.hand_over(sender="", recipient="b@kept.example", mail=MAIL, reference="")
            mailer.close()
        assert _post(port, f"/v3/{mailgun.account().domain}/messages") == 401
    assert len(mailgun.taken) == 3
    assert len(readings) == 1


def test_a_mailgun_whose_certificate_nobody_trusts_gets_nothing(mailgun: Mailgun, certificate: Path) -> None:
    with served(mailgun.handler, certificate) as port:
        mailer = MailgunMailer(mailgun.account(url=f"https://127.0.0.1:{port}/v3"))
        with pytest.raises(Unreachable, match="SSLCertVerificationError"):
            mailer.hand_over(sender="", recipient="b@kept.example", mail=MAIL, reference="")
    assert not mailgun.taken


def test_mailers_over_smtp_share_one(readings: list[str]) -> None:
    for _ in range(3):
        SmtpMailer(Post(port=free_port()).smtp(security="tls"))
    assert len(readings) == 1


def _post(port: int, path: str = "/") -> int:
    return post(f"https://127.0.0.1:{port}{path}", body=b"{}", headers={}, allowed=lambda _address: True)


def _forget() -> None:
    http_tls.cache_clear()
    mail_tls.cache_clear()


@contextmanager
def served(handler: type, certificate: Path) -> Iterator[int]:
    """The port of a server that speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
