"""`deploy/Caddyfile` as it is, started in front of a real Kept (reliability tests 19, 21 and 22)."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.rig.slow_clients import BODY, HEAD, NOTHING, SlowClients, ask, eventually, slowest_answer
from tools.installation import ROOT, Installation, installation, order_of

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.wall_clock]
CADDY = Path(sys.executable).with_name("caddy")


@dataclass(frozen=True)
class Site:
    """Kept, and the port at which Caddy speaks for it."""

    kept: Installation
    port: int

    def answer(
        self, method: str, path: str, body: object = None, *, directly: bool = False, **headers: str
    ) -> HTTPResponse:
        with closing(
            HTTPConnection("127.0.0.1", self.kept.port if directly else self.port, timeout=20)
        ) as it:
            it.request(method, path, body, headers)  # type: ignore[arg-type]
            response = it.getresponse()
            response.read()
            return response

    def status(self, method: str, path: str, body: object = None, **headers: str) -> int:
        return self.answer(method, path, body, **headers).status


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("caddy")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with installation("sqlite") as kept:
        kept.environment |= {"KEPT_TRUSTED_PROXIES": "1", "KEPT_PUBLIC_URL": "https://orders.example.com"}
        kept.start("web", "serve", "--port", str(kept.port))
        kept.wait_for_web()
        environment = {
            **os.environ,
            "SITE": f"http://127.0.0.1:{port}",
            "KEPT_ADDRESS": f"127.0.0.1:{kept.port}",
            "CADDY_ADMIN": f"unix/{folder}/admin.sock",
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
        }
        command = [CADDY, "run", "--config", ROOT / "deploy" / "Caddyfile"]
        with (folder / "log").open("wb") as log:
            caddy = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            made = Site(kept, port)
            assert eventually(lambda: answers(made), 60), (folder / "log").read_text()
            yield made
        finally:
            caddy.terminate()
            caddy.wait(20)


def answers(site: Site) -> bool:
    with suppress(OSError):
        return ask(site.port, "/s/bench/", 20) == 200
    return False


def test_an_order_comes_through_whole_or_in_chunks(site: Site):
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {site.kept.facts['key']}"}
    text = json.dumps(order_of(site.kept.facts, "caddy", lines=1)).encode()
    for body in (text, iter([text[:40], text[40:]])):
        assert site.status("POST", "/api/v1/orders", body, **headers) == 201


def test_what_a_client_says_of_itself_is_not_passed_on(site: Site):
    """A forged address buys no tries, and a forged https is none; from the proxy itself both count."""
    forged = [
        site.status("GET", f"/o/guess-{n}/", **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(25)
    ]
    assert 429 in forged
    secure = {"X-Forwarded-Proto": "https"}
    assert not site.answer("GET", "/robots.txt", **secure).headers["Strict-Transport-Security"]
    assert site.answer("GET", "/robots.txt", directly=True, **secure).headers["Strict-Transport-Security"]


def test_slow_clients_are_kept_away(site: Site):
    with SlowClients(site.port, 300, [HEAD, BODY, NOTHING]) as slow:
        assert slowest_answer(site.port, ["/s/bench/", "/accounts/login/"], 4) < 2
        assert eventually(lambda: slow.open <= 200, 15), "a head has ten seconds"


def test_what_is_too_large_is_refused(site: Site):
    """Kept says it in words; what is larger than anything Kept takes Caddy ends in the middle."""
    assert site.status("POST", "/s/bench/basket/", b"x" * 2_000_000) == 413
    with suppress(ConnectionError):
        assert site.status("POST", "/desk/bench/settings/logo/", b"x" * 20_000_000) == 413
    assert answers(site)


def test_without_a_proxy_nobody_says_https(site: Site):
    """gunicorn believes whoever connects from this machine, unless it is told otherwise."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    configured = site.kept.environment
    site.kept.environment = {**configured, "KEPT_TRUSTED_PROXIES": "0"}
    site.kept.start("without a proxy", "serve", "--port", str(port))
    site.kept.environment = configured
    bare = Site(site.kept, port)
    assert eventually(lambda: answers(bare), 60)
    assert not bare.answer("GET", "/robots.txt", **{"X-Forwarded-Proto": "https"}).headers[
        "Strict-Transport-Security"
    ]


def test_connections_are_counted_by_visitor_and_not_by_proxy(site: Site):
    """80 of one visitor, and 80 of as many; all of them from one proxy."""
    head = (
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\nX-Forwarded-For: 203.0.113.{}\r\n\r\n"
    )
    visitors = [head.format(n).encode() for n in range(81)]
    with SlowClients(site.kept.port, 80, visitors[1:], addresses=1) as others:
        with SlowClients(site.kept.port, 80, visitors[:1], addresses=1) as flood:
            assert eventually(lambda: flood.open <= 64, 5)
        assert others.open == 80
