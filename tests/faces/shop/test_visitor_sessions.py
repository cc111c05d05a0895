"""A visitor leaves a row only with something in their basket, and no address fills the database with them (I1)."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kept.faces.shop.cart import LONGEST_NOTES
from kept.faces.shop.limits import VISITORS
from tests.rig.factory import a_person, a_product, a_store
from tests.rig.visitor import answers, home, page_of, take

pytestmark = pytest.mark.django_db
THEIRS, OTHERS = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def wreath(store):
    return a_product(store, "Wreath", stock=1000)


def begin_basket(store, wreath, address: str = THEIRS) -> tuple[int, Client]:
    client = Client(REMOTE_ADDR=address)
    return client.post(page_of(store, wreath.product), {"quantity": "1"}).status_code, client


def test_one_address_begins_so_many_baskets_in_an_hour_and_others_begin_theirs(store, wreath):
    statuses = [begin_basket(store, wreath)[0] for _ in range(VISITORS.requests + 20)]
    assert statuses == [302] * VISITORS.requests + [429] * 20
    assert Session.objects.count() == VISITORS.requests
    assert begin_basket(store, wreath, OTHERS)[0] == 302


def test_whoever_has_a_basket_fills_it_however_many_others_there_are(store, wreath):
    _status, mine = begin_basket(store, wreath)
    for _ in range(VISITORS.requests):
        begin_basket(store, wreath)
    for _ in range(3):
        take(mine, store, wreath)
    assert len(mine.get(f"{home(store)}basket/").context["quote"].lines) == 1


def test_what_else_leaves_a_session_counts_too(store):
    """A browser that begins with a passkey asks for a challenge, which stands in a session."""
    for _ in range(VISITORS.requests + 50):
        Client(REMOTE_ADDR=THEIRS).get(
            reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}
        )
    assert Session.objects.count() <= VISITORS.requests


def test_who_signs_in_is_no_visitor(store, wreath):
    for _ in range(VISITORS.requests):
        begin_basket(store, wreath)
    user, _actor = a_person(a_store())
    sent = {"login": user.email, "password": "correct horse battery"}
    assert Client(REMOTE_ADDR=THEIRS).post(reverse("account_login"), sent).status_code == 302


@pytest.mark.parametrize("do", ["looks", "sends an empty basket", "takes nothing", "chooses a language"])
def test_without_anything_in_the_basket_there_is_no_row(store, wreath, do):
    client = Client()
    sent: Any = {
        "looks": lambda: [client.get(path) for path in (home(store), page_of(store, wreath.product),
                                                         f"{home(store)}basket/", f"{home(store)}checkout/")],
        "sends an empty basket": lambda: client.post(f"{home(store)}basket/", {"do": "checkout"}),
        "takes nothing": lambda: client.post(page_of(store, wreath.product), {"quantity": "0"}),
        "chooses a language": lambda: client.post(f"{home(store)}language/", {"language": "de"}),
    }[do]  # fmt: skip
    sent()
    assert not Session.objects.exists()


def test_a_basket_that_was_emptied_leaves_no_row(store, wreath):
    _status, client = begin_basket(store, wreath)
    (line,) = client.get(f"{home(store)}basket/").context["quote"].lines
    assert Session.objects.count() == 1
    client.post(f"{home(store)}basket/", {"do": f"remove:{line.cart_line.key}"})
    assert not Session.objects.exists()
    take(client, store, wreath)
    assert Session.objects.count() == 1


def test_a_basket_has_a_size(store, bouquet):
    """Of the notes in it nobody reads more than a few pages, and anybody can write them."""
    client = Client()
    statuses = [
        client.post(page_of(store, bouquet), answers(bouquet, note=f"{number} " + "x" * 1_900)).status_code
        for number in range(8)
    ]
    assert statuses == [302] * 5 + [422] * 3
    lines = client.get(f"{home(store)}basket/").context["quote"].lines
    longer = {f"note_{line.cart_line.key}": "y" * 2_000 for line in lines}
    assert client.post(f"{home(store)}basket/", longer).status_code == 302, "five of them fit"
    assert "too long together" in client.post(page_of(store, bouquet), answers(bouquet, note="one more")).text
    kept = client.get(f"{home(store)}basket/").context["quote"].lines
    assert sum(len(line.cart_line.note) for line in kept) <= LONGEST_NOTES


def test_a_basket_of_long_ago_is_no_row_any_more(store, wreath, clock):
    begin_basket(store, wreath)
    clock.shift(timedelta(days=15))
    assert Session.objects.filter(expire_date__lt=timezone.now()).count() == 1, "housekeeping deletes it then"
