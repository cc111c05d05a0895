"""Mailgun on this machine: takes mail by its API, misbehaves on request, and writes and sends its webhooks.

Shapes as in Mailgun's documentation of `POST /v3/{domain}/messages` and of webhooks: field names, the four answers that
it gives before it takes anything (401, 404, 400, 429), Message-IDs without brackets in events, a signature over time
and token.
"""

import hashlib
import hmac
import json
import secrets
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone

from kept.config.environment import MailApi

KEY, DOMAIN, SIGNING_KEY = "key-of-the-tests", "mg.wren.example", "signing-key-of-the-tests"
HANG_SECONDS = 1.5


@dataclass
class Taken:
    """A mail that Mailgun has taken. `fields`: the form, one value each."""

    fields: dict[str, str]

    @property
    def message_id(self) -> str:
        return self.fields["h:Message-Id"].strip("<>")


@dataclass
class Mailgun:
    """One account. `behave`: what the next answers are (accept, reject, limit, break, hang, drop, mumble); then it
    accepts.
    """

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    behave: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def handler(self) -> type[BaseHTTPRequestHandler]:
        """What a server needs to be it."""
        return type("Handler", (_Handler,), {"account": self})

    def account(self, **fields: Any) -> MailApi:
        """It, as the environment would name it."""
        values = {
            "url": f"http://127.0.0.1:{self.port}/v3",
            "key": KEY,
            "domain": DOMAIN,
            "timeout_seconds": 0.5,
        }
        return MailApi(**{**values, **fields})

    def webhook(self, mail: Taken, event: str, **more: Any) -> bytes:
        """The body of one webhook about a mail. Each is signed with a token of its own."""
        data = {
            "event": event,
            "id": secrets.token_urlsafe(16),
            "timestamp": timezone.now().timestamp(),
            "log-level": "info",
            "recipient": mail.fields["to"],
            "message": {
                "headers": {
                    "to": mail.fields["to"],
                    "message-id": mail.message_id,
                    "from": mail.fields["from"],
                },
                "attachments": [],
            },
            "user-variables": {
                name[2:]: value for name, value in mail.fields.items() if name.startswith("v:")
            },
            **_ABOUT.get(event, {}),
            **more,
        }
        return signed(data)


_ABOUT: dict[str, dict[str, Any]] = {
    "delivered": {"delivery-status": {"code": 250, "message": "OK", "description": "", "attempt-no": 1}},
    "failed": {
        "severity": "permanent",
        "reason": "bounce",
        "delivery-status": {"code": 550, "message": "5.1.1 No such user here", "description": ""},
    },
    "complained": {},
    "opened": {"client-info": {"user-agent": "Mozilla/5.0"}},
}
DELAYED = {
    "severity": "temporary",
    "reason": "generic",
    "delivery-status": {"code": 451, "message": "4.7.1 Try again later", "description": ""},
}


def signed(data: dict[str, Any], *, key: str = SIGNING_KEY, at: float | None = None) -> bytes:
    """A webhook as Mailgun signs it."""
    token, timestamp = secrets.token_hex(25), str(int(timezone.now().timestamp() if at is None else at))
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    block = {"token": token, "timestamp": timestamp, "signature": signature}
    return json.dumps({"signature": block, "event-data": data}).encode()


def send(url: str, body: bytes, *, content_type: str = "application/json") -> int:
    """Post a webhook over HTTP as Mailgun does; returns the status."""
    with urlopen(Request(url, data=body, headers={"Content-Type": content_type}), timeout=10) as answer:
        return int(answer.status)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    account: Mailgun

    def setup(self) -> None:
        super().setup()
        self.account.connections += 1

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())
        fields = {name: values[0] for name, values in form.items()}
        if not self._knows_the_key():
            self._answer(401, {"message": "Invalid private key"})
        elif self.path != f"/v3/{DOMAIN}/messages":
            self._answer(404, {"message": f"Domain not found: {self.path.split('/')[2]}"})
        elif missing := [name for name in ("from", "to") if name not in fields]:
            self._answer(400, {"message": f"{missing[0]} parameter is missing"})
        else:
            self._take(fields, self.account.behave.pop(0) if self.account.behave else "accept")

    def _take(self, fields: dict[str, str], how: str) -> None:
        if how in ("accept", "drop", "mumble"):
            self.account.taken.append(Taken(fields))
        match how:
            case "accept":
                self._answer(200, {"id": fields["h:Message-Id"], "message": "Queued. Thank you."})
            case "reject":
                self._answer(
                    400, {"message": "to parameter is not a valid address. please check documentation"}
                )
            case "limit":
                self._answer(
                    429, {"message": "Domain mg.wren.example is not allowed to send: rate limit exceeded"}
                )
            case "break":
                self._answer(500, {"message": "Internal Server Error"})
            case "mumble":
                self._write(200, b"<html>A proxy in between</html>")
            case "hang":
                time.sleep(HANG_SECONDS)
            case "drop":
                pass
        if how in ("hang", "drop"):
            self.close_connection = True

    def _knows_the_key(self) -> bool:
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        return kind == "Basic" and b64decode(given).decode() == f"api:{KEY}"

    def _answer(self, status: int, said: dict[str, str]) -> None:
        self._write(status, json.dumps(said).encode())

    def _write(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def mailgun() -> Iterator[Mailgun]:
    """Mailgun, on a port of its own."""
    account = Mailgun()
    with ThreadingHTTPServer(("127.0.0.1", 0), account.handler) as server:
        account.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield account
        server.shutdown()
        thread.join()
