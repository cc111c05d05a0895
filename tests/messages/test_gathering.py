"""Alerts of new orders that wait together leave as one message to the store (F6)."""

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from kept.kit.queue import LeaseWatch, claim
from kept.messages.models import Message
from kept.orders.models import Order
from tests.rig.factory import a_product, a_store, an_order

pytestmark = pytest.mark.django_db


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def alerts(post):
    return [mail for mail in post.read() if mail["To"] != "anna@example.com"]


def test_one_new_order_has_a_letter_of_its_own(post, deliver):
    """The usual day: every order is told at once, with all that belongs to it."""
    store = a_store()
    for _ in range(2):
        an_order(store)
        deliver()
    assert [mail["Subject"].split(":")[0] for mail in alerts(post)] == [
        "[New order] 1001",
        "[New order] 1002",
    ]


def test_a_rush_is_told_in_one_letter_and_every_customer_in_their_own(post, deliver):
    """Nothing is left out: each order stands in the message with what was ordered, and each row says so."""
    store = a_store()
    tulips = a_product(store, "Tulips & more")
    for _ in range(5):
        an_order(store, tulips)
    deliver()
    (alert,) = alerts(post)
    assert alert["Subject"] == "[New orders] 5: 1001 – 1005"
    assert alert["In-Reply-To"] is None, "it belongs to no single order's conversation"
    for kind in ("plain", "html"):
        said = unescape(alert.get_body((kind,)).get_content())
        for number in range(1001, 1006):
            assert f"/desk/{store.slug}/orders/{number}/" in said
        assert said.count("Tulips & more") == 5
        assert said.count("Anna") == 5
        assert f"/desk/{store.slug}/board/" in said
    assert len(post.mails) == 6
    states = list(Message.objects.filter(kind="new_order").order_by("pk").values_list("state", flat=True))
    assert states == ["merged"] * 4 + ["handed_over"]
    assert Message.objects.filter(kind="confirmation", state="handed_over").count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_is_set_back_delays_no_message_that_waits_for_further_edits():
    order, now, watch = an_order(a_store()).order, timezone.now(), LeaseWatch()
    Message.objects.filter(order_id=order.pk).update(due_at=now + timedelta(seconds=120))
    waiting = Message.objects.filter(order_id=order.pk).count()
    assert claim(Message, limit=10, now=now, lease_seconds=40, watch=watch) == []
    claimed = claim(Message, limit=10, now=now - timedelta(hours=1), lease_seconds=40, watch=watch)
    assert len(claimed) == waiting > 0


def test_stores_hear_of_their_own_orders_only(post, deliver):
    """H7: what is gathered for one store never holds an order of another, whatever the row claims."""
    mine, other = a_store(), a_store()
    for store in (mine, other):
        for _ in range(2):
            an_order(store)
    deliver()
    assert len(alerts(post)) == 2
    for alert, store in zip(alerts(post), (mine, other), strict=True):
        assert f"/desk/{store.slug}/orders/1001/" in alert.get_body(("plain",)).get_content()
    theirs = list(Order.objects.filter(store=other).values_list("pk", flat=True))
    an_order(mine)
    forged = Message.objects.get(kind="new_order", store=mine, state="queued")
    forged.facts["orders"] = [[forged.order_id, False], *([pk, False] for pk in theirs)]
    forged.save()
    deliver()
    last = alerts(post)[-1].get_body(("plain",)).get_content()
    assert (f"/desk/{mine.slug}/orders/1003/" in last, other.slug in last, last.count("Anna")) == (
        True,
        False,
        1,
    )


def test_an_order_that_waits_to_be_confirmed_is_named_as_such(post, deliver):
    """A7: who only reads subjects still knows that somebody has to act."""
    store = a_store(review_rules={"above": 9000})
    tulips = a_product(store, price=4000)
    for quantity in (1, 3):
        an_order(store, tulips, quantity=quantity)
    deliver()
    (alert,) = alerts(post)
    assert alert["Subject"].startswith("[To confirm] 2:")
    said = alert.get_body(("plain",)).get_content()
    assert said.count("waits for you to confirm it") == 1
    assert said.index("waits for you") > said.index("1002")


def test_a_second_try_says_the_same_under_the_same_message_id(post, deliver):
    """The orders that the message names are on disk before it leaves; an order of the meantime has its own."""
    store = a_store()
    for _ in range(3):
        an_order(store)
    post.answer = lambda command, about: "451 later" if command == "DATA" and b"[New" in about else None
    deliver()
    post.answer = lambda command, about: None
    assert alerts(post) == []
    an_order(store)
    deliver(tomorrow())
    first, second = sorted(alerts(post), key=lambda mail: mail["Subject"])
    assert first["Subject"].startswith("[New order] 1004")
    assert second["Subject"] == "[New orders] 3: 1001 – 1003"
    carrier = Message.objects.get(kind="new_order", order_id=Order.objects.get(number=1003).pk)
    assert second["Message-ID"] == carrier.message_id
