"""Who has to go when there are too many: whoever has most, and of theirs the one that has waited longest (21)."""

import socket

import pytest
from gunicorn.config import Config

from kept.faces.web_server.connection import ClientConnection, Phase
from kept.faces.web_server.limits import ServerLimits
from kept.faces.web_server.open_connections import OpenConnections


@pytest.fixture
def open_one():
    sockets: list[socket.socket] = []

    def make(owner: str, phase: Phase = Phase.HEAD, data: bytes = b"") -> ClientConnection:
        ours, theirs = socket.socketpair()
        sockets.extend((ours, theirs))
        made = ClientConnection(
            Config(), ours, (owner, 1), ("127.0.0.1", 2), limits=ServerLimits(), body_limit=lambda path: 1_000
        )
        made.owner, made.phase = owner, phase
        if data:
            made.parser.feed(data)
        return made

    yield make
    for one in sockets:
        one.close()


def test_the_longest_waiting_of_whoever_has_most_goes_first(open_one):
    opened = OpenConnections()
    first, second, other = open_one("a"), open_one("a"), open_one("b")
    for connection in (other, first, second):
        opened.add(connection)
    assert opened.to_drop() is first
    opened.give_to("a", first)  # it has begun to wait for something else
    assert opened.to_drop() is second


def test_what_is_being_answered_does_not_go(open_one):
    opened = OpenConnections()
    busy, waiting = [open_one("a", Phase.ANSWERING) for _ in range(3)], open_one("b")
    for connection in (*busy, waiting):
        opened.add(connection)
    assert opened.longest_waiting("a") is None
    assert opened.to_drop() is waiting
    opened.remove(waiting)
    assert (opened.to_drop(), len(opened)) == (None, 3)


def test_a_proxys_connection_counts_as_its_clients_while_it_brings_a_request(open_one):
    opened = OpenConnections()
    connection = open_one("")
    opened.add(connection)
    opened.give_to("203.0.113.9", connection)
    assert (opened.count_of(""), opened.count_of("203.0.113.9"), len(opened)) == (0, 1, 1)
    opened.give_to("", connection)
    assert (opened.count_of(""), opened.count_of("203.0.113.9"), len(opened)) == (1, 0, 1)


def test_memory_is_counted_and_whoever_holds_most_goes_first(open_one):
    opened = OpenConnections()
    many = [open_one("a", data=b"GET / HTTP/1.1\r\nX: " + b"x" * 1_000) for _ in range(3)]
    large = open_one("b", data=b"GET / HTTP/1.1\r\nX: " + b"x" * 2_000)
    for connection in (large, open_one("c"), *many):
        opened.add(connection)
        opened.weigh(connection)
    assert opened.held_bytes == sum(one.held_bytes for one in (large, *many)) > 5_000
    assert opened.heaviest() is many[0]
    for connection in many[:2]:
        opened.remove(connection)
    assert opened.heaviest() is large
    opened.remove(large)
    opened.remove(many[2])
    assert (opened.held_bytes, opened.heaviest()) == (0, None)
