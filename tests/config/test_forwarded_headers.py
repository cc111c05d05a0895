"""What a proxy says of a visitor is believed from configured proxies only (reliability test 19)."""

from dataclasses import replace

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from kept.config.forwarded_headers import ForwardedHeaders
from kept.faces.client_address import client_address

STRANGER, VISITOR, PROXY = "203.0.113.9", "198.51.100.7", "10.0.0.5"


@pytest.fixture
def behind(settings):
    def set_up(proxies: int, *addresses: str) -> None:
        known = addresses or settings.ENVIRONMENT.proxy_addresses
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, trusted_proxies=proxies, proxy_addresses=known)
        # As settings.py does.
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxies else None

    return set_up


def seen(peer: str, proto: str = "https", forwarded_for: str = VISITOR) -> tuple[bool, str]:
    """Whether the request counts as https, and whose it is, for whatever comes after the middleware."""
    found: list[HttpRequest] = []
    headers = {"X-Forwarded-Proto": proto, "X-Forwarded-For": forwarded_for}
    ForwardedHeaders(found.append)(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers))  # type: ignore[arg-type]
    return found[0].is_secure(), client_address(found[0])


def test_without_a_proxy_nobody_is_believed(behind):
    behind(0)
    assert seen("127.0.0.1") == (False, "127.0.0.1")
    assert seen(STRANGER) == (False, STRANGER)


@pytest.mark.parametrize(
    "proxy", ["127.0.0.1", "::1", "10.3.2.1", "172.20.0.2", "192.168.1.1", "fd00::2", "::ffff:10.0.0.1"]
)
def test_a_proxy_on_this_machine_or_network_is_believed(behind, proxy: str):
    behind(1)
    assert seen(proxy) == (True, VISITOR)
    assert seen(proxy, "http") == (False, VISITOR)


def test_who_comes_past_the_proxy_is_not_believed(behind):
    behind(1)
    assert seen(STRANGER) == (False, STRANGER)


def test_only_the_proxies_that_are_named_are_believed(behind):
    behind(1, "10.0.0.5/32", "2001:db8:7::/48")
    assert seen(PROXY) == (True, VISITOR)
    assert seen("2001:db8:7::1") == (True, VISITOR)
    for other in ("10.0.0.6", "127.0.0.1", "2001:db8:8::1", "", "unix:"):
        assert seen(other)[0] is False


@pytest.mark.parametrize(
    ("proxies", "said", "is_secure"),
    [
        (1, "https, http", False),
        (1, "http, https", True),
        (2, "https, http", True),
        (2, "http, https, http", True),
    ],
)
def test_of_several_words_that_of_the_farthest_trusted_proxy_counts(
    behind, proxies: int, said: str, is_secure: bool
):
    """What stands before it the visitor may have written."""
    behind(proxies)
    assert seen(PROXY, said)[0] is is_secure


def test_what_is_not_believed_is_gone_for_libraries_too(behind):
    """allauth and Django read the headers by themselves."""
    behind(1)
    found: list[HttpRequest] = []
    headers = {f"X-Forwarded-{name}": "x" for name in ("For", "Proto", "Host", "Port")}
    ForwardedHeaders(found.append)(RequestFactory().get("/", REMOTE_ADDR=STRANGER, headers=headers))  # type: ignore[arg-type]
    assert [name for name in found[0].META if "FORWARDED" in name] == []
