"""No webhook leads into the network Kept runs in, whatever a name says (reliability test 18)."""

import socket
import threading
import time

import pytest

from kept.adapters import webhooks as adapter
from kept.adapters.webhooks import NotDelivered, post
from kept.kit.refusals import Invalid
from kept.webhooks.addresses import is_public, validated_url

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.9.9",
    "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.127.255.254",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255", "192.88.99.1", "192.88.99.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
    "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
    "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2001::1",
    "3fff::1", "3fff:fff:ffff::1", "5f00::1", "100::1", "100:0:0:1::1", "4000::1",
    "not an address", "",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "192.88.98.255",
    "192.88.100.1",
    "::ffff:8.8.8.8",
    "3ffe::1",
    "2606:4700:4700::1111",
]
# Ways to write 127.0.0.1 that a resolver understands.
SPELLINGS = ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "127.0.1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_control_public_addresses_are(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "ftp://example.com/", "http://example.com/", "file:///etc/passwd", "https://",
        "https:///path", "https://user:word@example.com/", "https://example.com/#part",
        "https://exa mple.com/",
        "https://example.com\\@127.0.0.1/", "https://example.com:0/", "https://example.com:99999/",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://127.0.0.1/", "https://localhost/",
        "https://169.254.169.254/latest", "https://exa\nmple.com/", "https://ex\u0430mple.com/",
        "https://example.com/" + "x" * 500, "gopher://example.com/", "https://[/",
    ],
)  # fmt: skip
def test_what_cannot_be_an_endpoint_is_refused(url):
    with pytest.raises(Invalid):
        validated_url(url, private_allowed=False)


@pytest.mark.parametrize(
    "url", ["https://example.com/hooks", "https://example.com:8443/a?b=c", "https://8.8.8.8/"]
)
def test_control_what_can_is_taken_as_it_is(url):
    assert validated_url(f" {url} ", private_allowed=False) == url


@pytest.fixture
def server():
    """Something that answers on this machine, and remembers who came."""
    came = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                talk, _ = listening.accept()
            except OSError:
                return
            came.append(talk)
            talk.recv(65536)
            answer(talk)
            talk.close()

    def plain(talk):
        talk.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    answer = plain

    class Server:
        port = listening.getsockname()[1]
        visitors = came

        def answers(self, how):
            nonlocal answer
            answer = how

    threading.Thread(target=serve, daemon=True).start()
    yield Server()
    listening.close()


def send(url, allowed=is_public):
    return post(url, body=b"{}", headers={"content-type": "application/json"}, allowed=allowed)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", *SPELLINGS, "[::ffff:127.0.0.1]"])
def test_nothing_connects_to_a_private_address_however_it_is_written(server, host):
    with pytest.raises(NotDelivered):
        send(f"http://{host}:{server.port}/")
    assert server.visitors == []


def test_control_the_same_server_is_reached_when_it_may_be(server):
    assert send(f"http://127.0.0.1:{server.port}/", allowed=lambda _address: True) == 204
    assert len(server.visitors) == 1


def is_number(host):
    try:
        socket.inet_pton(socket.AF_INET, host)
    except OSError:
        return False
    return True


def leads_to(monkeypatch, *answers):
    """Make every name lead to these addresses, one answer after the other."""
    given, known = iter(answers), socket.getaddrinfo

    def look_up(host, port, *more, **named):
        if is_number(host):  # the connection itself
            return known(host, port, *more, **named)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(given)]

    monkeypatch.setattr(adapter.socket, "getaddrinfo", look_up)


def test_a_name_that_leads_to_a_public_and_a_private_address_is_refused(server, monkeypatch):
    leads_to(monkeypatch, ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(NotDelivered, match="private network"):
        send(f"http://both.example:{server.port}/")
    assert server.visitors == []


def test_a_name_is_looked_up_once_and_the_checked_address_is_used(server, monkeypatch):
    """Rebinding: the second answer leads somewhere else, and is never asked for."""
    checked = []
    leads_to(monkeypatch, ["127.0.0.1"])  # a second look-up would raise StopIteration
    assert send(f"http://rebound.example:{server.port}/", allowed=lambda at: not checked.append(at)) == 204
    assert checked == ["127.0.0.1"]


def test_where_the_first_address_does_not_answer_the_next_one_is_tried(server, monkeypatch):
    """On most machines localhost is ::1 first, and few programs listen there."""
    leads_to(monkeypatch, ["127.0.0.2", "127.0.0.1"])
    assert send(f"http://several.example:{server.port}/", allowed=lambda _address: True) == 204
    assert len(server.visitors) == 1


def test_what_was_sent_once_is_not_sent_to_the_next_address(server, monkeypatch):
    server.answers(lambda talk: talk.close())
    leads_to(monkeypatch, ["127.0.0.1", "127.0.0.1", "127.0.0.2"])
    with pytest.raises(NotDelivered):
        send(f"http://several.example:{server.port}/", allowed=lambda _address: True)
    assert len(server.visitors) == 1


def test_addresses_that_do_not_answer_share_the_time_there_is(server, monkeypatch):
    """198.51.100.0/24 leads nowhere (RFC 5737): nobody says that nobody is there."""
    monkeypatch.setattr(adapter, "_CONNECT_SECONDS", 1.0)
    leads_to(monkeypatch, ["198.51.100.1", "198.51.100.2", "127.0.0.1"])
    begun = time.monotonic()
    assert send(f"http://several.example:{server.port}/", allowed=lambda _address: True) == 204
    assert time.monotonic() - begun < 2


def test_redirects_are_not_followed(server):
    server.answers(
        lambda talk: talk.sendall(
            f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{server.port}/\r\n\r\n".encode()
        )
    )
    assert send(f"http://127.0.0.1:{server.port}/", allowed=lambda _address: True) == 302
    assert len(server.visitors) == 1


def test_the_network_environment_of_the_machine_is_not_asked(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert send(f"http://127.0.0.1:{server.port}/", allowed=lambda _address: True) == 204


def test_whoever_answers_drop_by_drop_is_left_in_time(server, monkeypatch):
    monkeypatch.setattr(adapter, "SECONDS", 1.0)

    def drip(talk):
        for sign in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100:
            try:
                talk.sendall(bytes([sign]))
            except OSError:
                return
            time.sleep(0.05)

    server.answers(drip)
    begun = time.monotonic()
    with pytest.raises(NotDelivered):
        send(f"http://127.0.0.1:{server.port}/", allowed=lambda _address: True)
    assert time.monotonic() - begun < 3


def test_an_endless_answer_is_not_read(server):
    def endless(talk):
        talk.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            for _ in range(200):
                talk.sendall(b"x" * 1_000_000)
        except OSError:
            return

    server.answers(endless)
    begun = time.monotonic()
    assert send(f"http://127.0.0.1:{server.port}/", allowed=lambda _address: True) == 200
    assert time.monotonic() - begun < 5


def test_an_endless_head_is_not_read(server):
    def endless(talk):
        talk.sendall(b"HTTP/1.1 200 OK\r\n")
        try:
            for _ in range(100):
                talk.sendall(b"X: " + b"x" * 100_000 + b"\r\n")
        except OSError:
            return

    server.answers(endless)
    with pytest.raises(NotDelivered):
        send(f"http://127.0.0.1:{server.port}/", allowed=lambda _address: True)
