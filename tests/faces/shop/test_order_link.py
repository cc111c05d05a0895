"""The door to one order: stranger, wrong store, right person; and what the link never gives away (A3, I2)."""

import re

import pytest
from django.utils import timezone

from kept.kit.tokens import hash_token
from kept.orders.actions.replace_link import replace_link
from kept.orders.models import Acknowledgement, Order, Request
from tests.rig.clock import TUESDAY
from tests.rig.factory import a_product, a_store, an_actor, an_order
from tests.rig.visitor import order, page, text

pytestmark = pytest.mark.django_db

PARTS = ("", "thanks/", "live/", "versions/1/", "calendar.ics")
DOINGS = ("acknowledgement/", "requests/", "basket/")


@pytest.mark.parametrize("part", [*PARTS, *DOINGS])
def test_unknown_and_revoked_look_the_same(client, store, part):
    placed = an_order(store)
    replace_link(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    ask = client.post if part in DOINGS else client.get
    unknown, revoked = ask(page("x" * 32, part)), ask(page(placed.token, part))
    assert (unknown.status_code, revoked.status_code) == (404, 404)
    assert _without_tokens(unknown) == _without_tokens(revoked)


def _without_tokens(response) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


def test_a_link_opens_its_own_order_and_no_other(client, store):
    """The same order number in two stores: each link shows its own, and acts on its own alone."""
    mine = an_order(store, a_product(store, "Mine"))
    foreign_store = a_store(name="Foreign & Sons")
    theirs = an_order(foreign_store, a_product(foreign_store, "Theirs"))
    assert mine.order.number == theirs.order.number
    html = text(client.get(page(mine.token)))
    assert "Mine" in html
    assert "Theirs" not in html
    assert "Foreign" not in html
    client.post(page(mine.token, "acknowledgement/"), {"version": "1"})
    client.post(page(mine.token, "requests/"), {"text": "Hello"})
    assert list(Acknowledgement.objects.values_list("order_id", flat=True)) == [mine.order.pk]
    assert list(Request.objects.values_list("order_id", flat=True)) == [mine.order.pk]
    assert client.get(page(mine.token, "versions/2/")).status_code == 404


@pytest.mark.at(TUESDAY)
def test_the_right_person_reads_everything(client, store):
    placed = an_order(store, a_product(store, "Peonies", price=1800))
    html = text(client.get(page(placed.token)))
    for words in ("Order 1001", "Peonies", "€36.00", "Agreed", "Ready today from 10:00"):
        assert words in html
    assert "You pay €36.00 when you collect it." in html
    assert "tel:+49301234567" in html, "how to reach a person"


@pytest.mark.parametrize("part", PARTS)
def test_the_link_is_not_passed_on_stored_or_indexed(client, store, part):
    answer = client.get(page(an_order(store).token, part))
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_looking_changes_nothing(client, store):
    """A mail scanner opens every link, also the one that asks."""
    placed = an_order(store)
    before = Order.objects.values().get(pk=placed.order.pk)
    for part in (*PARTS, "?right"):
        client.get(page(placed.token, part))
    assert Order.objects.values().get(pk=placed.order.pk) == before
    assert not Acknowledgement.objects.exists()


def test_guessing_ends_soon_and_shuts_nobody_out_who_has_a_link(client, store):
    """Behind one router many have one address; 192 random bits are found by nobody's trying."""
    placed = an_order(store)
    answers = [client.get(page(f"guess-{number}")).status_code for number in range(21)]
    assert answers[:20] == [404] * 20
    assert answers[20] == 429
    refused = client.get(page("guess-21"))
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 30, "one more try, and not all of them again"
    assert client.get(page(placed.token)).status_code == 200
    assert client.get(page("guess-22"), REMOTE_ADDR="203.0.113.9").status_code == 404, "others go on"


def test_a_forwarded_address_is_believed_from_nobody(client, store):
    for number in range(21):
        client.get(page(f"guess-{number}"), headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert client.get(page("once-more"), headers={"X-Forwarded-For": "203.0.113.99"}).status_code == 429


@pytest.mark.parametrize("part", DOINGS)
def test_another_site_cannot_act_through_the_browser(client, store, part):
    placed = an_order(store)
    data = {"version": "1", "text": "Hello"}
    answer = client.post(page(placed.token, part), data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not Acknowledgement.objects.exists()
    assert not Request.objects.exists()


def test_the_token_is_nowhere_in_the_database(client, store, wreath):
    address = order(client, store, wreath)
    token = address.split("/")[-2]
    placed = Order.objects.get()
    assert placed.link_hash == hash_token(token)
    assert token not in placed.link_sealed
