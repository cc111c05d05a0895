"""No log has the address that opens an order, an invitation or a new password (A3, I2)."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from gunicorn.config import Config

from kept.config.log_format import without_secrets
from kept.faces.cli.web_server_log import WebServerLog
from tests.rig.factory import an_order

SECRET = "Sv8zXu_-qN0tT7c2LrKfW1hYb3dGmE4a"
# What a route calls a part of its address that opens something.
NAMES = {"token", "secret", "key", "uidb36"}


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What all of Kept's own handlers write, at the most talkative level."""
    written = io.StringIO()
    for name in ("", *settings.LOGGING["loggers"]):
        logger = logging.getLogger(name or None)
        monkeypatch.setattr(logger, "level", logging.DEBUG)
        logger.manager._clear_cache()  # type: ignore[attr-defined]
        for handler in logger.handlers:
            if type(handler) is logging.StreamHandler:
                monkeypatch.setattr(handler, "stream", written)
    return written


def routes(resolver: Any = None, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for each in (resolver or get_resolver()).url_patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, address)
        else:
            yield address, each


def secret_routes() -> list[str]:
    """Every address with a secret in it, with SECRET there."""
    found = []
    for address, each in routes():
        names = set(each.pattern.converters) | set(getattr(each.pattern, "regex", re.compile("")).groupindex)
        if names & NAMES:
            filled = re.sub(r"<\w+:(?:token|secret)>|\(\?P<key>[^)]*\)", SECRET, address)
            filled = re.sub(r"<int:\w+>|\(\?P<uidb36>[^)]*\)", "1", filled)
            found.append(re.sub(r"[\^$\\]", "", filled))
    return found


def test_every_address_with_a_secret_is_written_without_it():
    found = secret_routes()
    assert len(found) >= 11
    for address in found:
        assert SECRET in address, f"this test cannot fill {address}"
        assert SECRET not in without_secrets(f"Broken: https://shop.example{address}?x=1"), address


@pytest.mark.parametrize(
    ("written", "read"),
    [("GET /o/abc/thanks/?a=/o/def HTTP/1.1", "GET /o/[secret]/thanks/?a=/o/[secret] HTTP/1.1"),
     ('Referer "https://a.example/o/abc"', 'Referer "https://a.example/o/[secret]"'),
     ("<a href='/desk/join/abc/'>", "<a href='/desk/join/[secret]/'>"),
     ("/s/wren/p/oak/ and /desk/wren/orders/7/", "/s/wren/p/oak/ and /desk/wren/orders/7/")],
)  # fmt: skip
def test_only_the_secret_is_left_out(written: str, read: str):
    assert without_secrets(written) == read


@pytest.mark.django_db
def test_nothing_that_goes_wrong_writes_the_link_of_an_order(store, log: io.StringIO, monkeypatch, settings):
    token = an_order(store).token
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.get(f"/o/{SECRET}/")  # 404
    client.post(f"/desk/join/{SECRET}/")  # refused: no proof that the form came from here
    client.post(f"/desk/join/{SECRET}/", headers={"Referer": f"https://x.example/o/{token}/"}, secure=True)
    client.delete(f"/o/{token}/")  # 405
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    client.post(f"/o/{token}/requests/", {"text": "Hello" * 100})  # 413

    def breaks(token: str) -> None:
        raise LookupError(f"http://testserver/o/{token}/ cannot be opened")

    monkeypatch.setattr("kept.faces.shop.order_link.order_by_token", breaks)
    client.get(f"/o/{token}/")  # 500, with the address in the traceback
    text = log.getvalue()
    for words in ("Not Found: /o/[secret]/", "Forbidden (CSRF cookie not set.): /desk/join/[secret]/",
                  "https://x.example/o/[secret]/ does not match", "Method Not Allowed",
                  "Internal Server Error: /o/[secret]/", "LookupError: http://testserver/o/[secret]/"):  # fmt: skip
        assert words in text
    assert token not in text
    assert SECRET not in text


def test_neither_does_another_library_nor_the_web_server(log: io.StringIO):
    logging.getLogger("urllib3").warning("Retrying /o/%s/", SECRET)
    server = WebServerLog(Config())
    server.error_log.handlers[0].stream = log
    try:
        raise LookupError(f"/desk/join/{SECRET}/")
    except LookupError:
        server.exception("Error handling request /o/%s/", SECRET)
    server.warning(f"Invalid HTTP request line: 'GET /o/{SECRET}/ x HTTP/1.1'")
    assert log.getvalue().count("[secret]") >= 4
    assert SECRET not in log.getvalue()


def test_the_web_server_writes_so():
    from argparse import ArgumentParser

    from kept.faces.cli.commands import serve

    parser = ArgumentParser()
    serve.arguments(parser)
    asked = parser.parse_args([])
    config = Config()
    for name, value in serve._settings(asked).items():
        config.set(name, value)
    assert config.logger_class is WebServerLog
    assert config.accesslog is None
