"""Order links and whoever tries them (reliability test 19; C4, H7).

What a link opens, that it is stored hashed and can be replaced, stands in faces/shop/test_order_page.py. Here:
nobody guesses one, nobody learns from the answer or its time whether an order is there, and no forwarded
address buys more tries.
"""

import itertools
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from kept.faces.shop import limits, order_link
from kept.kit.refusals import NotFound
from kept.kit.tokens import hash_token, new_token
from kept.orders import writes
from kept.orders.actions.replace_link import replace_link
from kept.orders.models import Order
from kept.orders.queries import order_by_token, order_for, terms_of
from kept.stores.models import Store
from tests.rig.factory import a_product, a_store, an_actor, an_order
from tests.rig.routes import routes

pytestmark = [pytest.mark.django_db, pytest.mark.faults]

ENOUGH_BITS = 128
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


# A link cannot be guessed


def weaknesses(make: Callable[[], str], samples: int = 4_000) -> list[str]:
    """Return what speaks against these tokens being at least 128 bits of pure chance."""
    made = [make() for _ in range(samples)]
    found = []
    if len(set(made)) < samples:
        found.append("one came twice")
    length = min(map(len, made))
    if length * 6 < ENOUGH_BITS:  # 64 letters: six bits each
        found.append(f"{length} characters are {length * 6} bits at most")
    for place in range(length):
        counted = Counter(token[place] for token in made)
        # Chi-squared over 64 letters: 63 on average, above 140 less than once in ten million.
        even = samples / len(ALPHABET)
        if sum((counted[letter] - even) ** 2 / even for letter in ALPHABET) > 140:
            found.append(f"character {place} is not even")
    following = sum(a[:place] == b[:place] for a, b in itertools.pairwise(made) for place in [length // 2])
    if following > 3:
        found.append("one follows from the one before")
    return found


def test_tokens_are_pure_chance_and_long_enough():
    assert weaknesses(new_token) == []


def sequential() -> Callable[[], str]:
    numbers = itertools.count(1001)
    return lambda: f"{next(numbers):032}"


def test_control_sequential_tokens_are_caught():
    assert weaknesses(sequential())


def guessed(client: Client, seen: str, tries: int = 20) -> list[str]:
    """Orders that somebody opens who was given one link and tries its neighbours."""
    opened = []
    for step in range(1, tries + 1):
        digits = re.search(r"\d+$", seen)
        near = (
            seen[: digits.start()] + str(int(digits[0]) + step).zfill(len(digits[0]))
            if digits
            else seen[:-1] + ALPHABET[(ALPHABET.index(seen[-1]) + step) % 64]
        )
        if client.get(f"/o/{near}/").status_code == 200:
            opened.append(near)
    return opened


def test_who_has_one_link_finds_no_other():
    store = a_store()
    links = [an_order(store, a_product(store)).token for _ in range(5)]
    assert guessed(Client(), links[0]) == []


def test_control_a_sequential_link_is_found(monkeypatch):
    monkeypatch.setattr(writes, "new_token", sequential())
    store = a_store()
    links = [an_order(store, a_product(store)).token for _ in range(5)]
    assert guessed(Client(), links[0]) == links[1:]


def test_no_link_is_stored_so_that_it_could_be_read():
    """In no column of no table: what is there are its hash and, sealed, what the next mail says."""
    token = an_order(a_store()).token
    everything = dump()
    assert hash_token(token) in everything
    assert token not in everything


def dump() -> str:
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said += [repr(row) for row in cursor.fetchall()]
    return "\n".join(said)


def test_a_number_opens_nothing_for_a_stranger():
    """There is no look-up by number, e-mail or phone, so nothing can be tried but the link itself."""
    placed = an_order(a_store())
    open_to_all = [
        (where, route) for where, route in routes(get_resolver()) if where.startswith(("s/", "o/", "media/"))
    ]
    takes = {name for _where, route in open_to_all for name in route.pattern.converters}
    within = {
        name for where, route in open_to_all if where.startswith("o/<str:token>/") for name in parts(route)
    }
    assert takes | within <= {"slug", "product", "token", "path", "version"}
    for guess in (placed.order.number, placed.order.pk, placed.order.email):
        assert Client().get(f"/o/{guess}/").status_code == 404


def parts(route: URLPattern) -> set[str]:
    return set(route.pattern.converters)


# The answer and its time tell nothing


def difference(one: Callable[[], object], other: Callable[[], object], times: int = 150) -> float:
    """Return how much longer the slower takes, as a share: medians of CPU time, taken in turns so that both see the
    same machine; the least of three measurements, because noise only adds."""
    found = []
    for _ in range(3):
        taken: tuple[list[float], list[float]] = ([], [])
        for turn in range(times):
            for place in (0, 1) if turn % 2 else (1, 0):
                begun = time.thread_time()
                (one, other)[place]()
                taken[place].append(time.thread_time() - begun)
        first, second = map(statistics.median, taken)
        found.append(abs(first - second) / min(first, second))
    return min(found)


ALIKE = 0.15


def refused(act: Callable[[], object]) -> None:
    try:
        act()
    except NotFound:
        return
    raise AssertionError("it was not refused")


def test_revoked_unknown_and_almost_right_links_take_the_same_time():
    store = a_store()
    orders = [an_order(store, a_product(store)) for _ in range(3)]
    revoked = orders[0].token
    replace_link(actor=an_actor(store), number=orders[0].order.number, now=timezone.now())
    almost = orders[1].token[:-1] + ("A" if orders[1].token[-1] != "A" else "B")
    absent = partial(refused, lambda: order_by_token(new_token()))
    assert difference(absent, partial(refused, lambda: order_by_token(revoked))) < ALIKE
    assert difference(absent, partial(refused, lambda: order_by_token(almost))) < ALIKE


def test_another_stores_order_takes_as_long_as_one_that_is_not_there():
    mine, theirs = a_store(), a_store()
    Store.objects.filter(pk=theirs.pk).update(next_number=7001)
    theirs.refresh_from_db()
    foreign = an_order(theirs, a_product(theirs)).order.number
    an_order(mine, a_product(mine))
    actor = an_actor(mine)
    assert foreign == 7001
    absent = partial(refused, lambda: order_for(actor, 987_654))
    assert difference(absent, partial(refused, lambda: order_for(actor, foreign))) < ALIKE


def test_control_a_look_up_that_reads_more_when_there_is_something_is_caught():
    """The usual mistake: the order and its terms are fetched, and only then is asked whose they are."""
    mine, theirs = a_store(), a_store()
    placed = an_order(theirs, a_product(theirs))

    def careless(number: int) -> None:
        found = Order.objects.select_related("store").filter(number=number).first()
        if found is None or terms_of(found).number != mine.pk:
            raise NotFound

    number = placed.order.number
    seen = difference(partial(refused, lambda: careless(987_654)), partial(refused, lambda: careless(number)))
    assert seen > ALIKE


# Tries are counted by the address that really asks


def answers(client: Client, forwarded: Callable[[int], str], tries: int = 25) -> list[int]:
    return [
        client.get(f"/o/guess-{n}/", headers={"X-Forwarded-For": forwarded(n)}).status_code
        for n in range(tries)
    ]


def behind(settings, proxies: int) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, trusted_proxies=proxies)


def test_without_a_proxy_a_forwarded_address_is_nobodys(settings):
    behind(settings, 0)
    assert 429 in answers(Client(), lambda n: f"203.0.113.{n}")


def test_behind_one_proxy_only_what_it_wrote_counts(settings):
    """It appends whom it saw; what stands before that anybody may have written."""
    behind(settings, 1)
    assert 429 in answers(Client(), lambda n: f"203.0.113.{n}, 198.51.100.7"), "a forged address bought tries"
    assert Client().get("/o/x/", headers={"X-Forwarded-For": "198.51.100.8"}).status_code == 404, (
        "others go on"
    )


def test_behind_two_proxies_the_second_last_counts(settings):
    behind(settings, 2)
    assert 429 in answers(Client(), lambda n: f"203.0.113.{n}, 198.51.100.7, 10.0.0.1")
    assert 429 not in answers(Client(), lambda n: f"192.0.2.{n}, 10.0.0.1")


def test_a_header_that_is_shorter_than_the_chain_is_not_believed(settings):
    """A request that came past the proxies cannot name an address of its own."""
    behind(settings, 2)
    assert 429 in answers(Client(), lambda n: f"203.0.113.{n}")


def test_an_address_of_ipv6_counts_as_its_network(settings):
    """Whoever has one address of a /64 has all of them; the network beside it is somebody else's."""
    behind(settings, 1)
    assert 429 in answers(Client(), lambda n: f"2001:db8:1:2::{n:x}"), "a network bought tries"
    assert Client().get("/o/x/", headers={"X-Forwarded-For": "2001:db8:1:3::1"}).status_code == 404
    assert 429 not in answers(Client(), lambda n: f"::ffff:203.0.113.{n}"), "these are addresses of IPv4"


def test_control_believing_the_first_address_is_caught(settings, monkeypatch):
    behind(settings, 1)
    first = lambda request: request.headers.get("X-Forwarded-For", "").split(",")[0]  # noqa: E731
    monkeypatch.setattr(limits, "client_address", first)
    assert 429 not in answers(Client(), lambda n: f"203.0.113.{n}, 198.51.100.7")


def test_control_a_door_without_its_limit_is_caught(monkeypatch):
    monkeypatch.setattr(order_link, "spend", lambda *_: True)
    assert 429 not in [Client().get(f"/o/guess-{n}/").status_code for n in range(25)]
