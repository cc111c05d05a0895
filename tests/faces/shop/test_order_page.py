"""The customer's order page (C4): whoever holds the link, and nobody else. GET changes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.answer_request import answer_request
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from kept.orders.models import Acknowledgement, Order, Request
from kept.payments.actions.record_payment import record_payment
from kept.stores.models import Store
from tests.rig.clock import TUESDAY
from tests.rig.factory import BERLIN, a_product, an_actor, an_order
from tests.rig.visitor import home, page, text

pytestmark = pytest.mark.django_db


# What the customer does


def test_looks_right_is_said_once_and_for_the_version_that_was_read(client, store):
    """A3: the page says what it asks about; a newer version is read first."""
    placed = an_order(store, a_product(store))
    asked = client.get(page(placed.token, "?right"))
    assert asked.context["asks"]
    assert "autofocus" in text(asked)
    _two_instead(store, placed)
    stale = client.post(page(placed.token, "acknowledgement/"), {"version": "1"}, follow=True)
    assert "There is a newer version" in text(stale)
    assert not Acknowledgement.objects.exists()
    response = client.post(page(placed.token, "acknowledgement/"), {"version": "2"}, follow=True)
    assert "Thank you for confirming that everything is right." in text(response)
    client.post(page(placed.token, "acknowledgement/"), {"version": "2"})
    assert list(Acknowledgement.objects.values_list("version", "channel")) == [(2, "page")]
    assert not client.get(page(placed.token, "?right")).context["asks"]
    for nonsense in ("", "x", "9" * 40, "-1"):
        assert client.post(page(placed.token, "acknowledgement/"), {"version": nonsense}).status_code == 302


def test_a_page_that_was_open_while_the_order_was_cancelled_says_so(client, store):
    """A3: nothing looks right that does not hold any more."""
    placed = an_order(store, a_product(store))
    cancel_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    html = text(client.post(page(placed.token, "acknowledgement/"), {"version": "1"}, follow=True))
    assert "This order is cancelled. There is nothing left to say yes to." in html
    assert "Thank you for confirming" not in html
    assert not Acknowledgement.objects.exists()


def _two_instead(store: Store, placed) -> None:
    change_order(
        actor=an_actor(store),
        number=placed.order.number,
        seen_version=1,
        change=OrderChangeInput(lines=(LineInput(quantity=3, key="1"),), note="Nut allergy"),
        channel="phone",
        reason="Anna called",
        now=timezone.now(),
    )


def test_versions_and_what_changed_stand_there_in_plain_words(client, store):
    """A4: the customer sees both versions and the difference between them."""
    placed = an_order(store, a_product(store, "Peonies", price=1800), quantity=2)
    _two_instead(store, placed)
    response = text(client.get(page(placed.token)))
    assert "Order 1001, version 2" in response
    assert '<del dir="auto">2</del> → <ins dir="auto">3</ins>' in response
    assert '<del dir="auto">€36.00</del> → <ins dir="auto">€54.00</ins>' in response
    assert "+€18.00" in response
    assert "Anna called" in response
    first = text(client.get(page(placed.token, "versions/1/")))
    assert "€36.00" in first
    assert "There is a newer version." in first


def test_asking_and_answering_is_one_conversation(client, store):
    """A6, F5: recorded at once, answered there."""
    placed = an_order(store)
    asked = {"kind": "change", "text": "Two bouquets, please"}
    arrived = text(client.post(page(placed.token, "requests/"), asked, follow=True))
    assert "Your message has arrived." in arrived
    assert "You asked for a change" in arrived
    assert "not answered yet" in arrived
    request = Request.objects.get()
    assert (request.kind, request.channel, request.asked_by) == ("change", "page", "Anna Berg")
    answer_request(
        actor=an_actor(store), number=1001, request_id=request.pk, answer="declined",
        text="We have one left.", now=timezone.now(),
    )  # fmt: skip
    answered = text(client.get(page(placed.token)))
    assert "said that this is not possible" in answered
    assert "We have one left." in answered


def test_an_empty_message_is_refused_where_it_was_written(client, store):
    placed = an_order(store)
    answer = client.post(page(placed.token, "requests/"), {"kind": "change", "text": "   "})
    assert answer.status_code == 422
    assert 'aria-describedby="text_error"' in text(answer)
    long = client.post(page(placed.token, "requests/"), {"text": "x" * 4001})
    assert "x" * 4001 in long.content.decode(), "what was typed comes back"
    assert not Request.objects.exists()


def test_ordering_again_fills_the_basket(client, store, bouquet, wreath):
    placed = an_order(store, wreath, quantity=2)
    answer = client.post(page(placed.token, "basket/"))
    assert answer.url == f"{home(store)}basket/"
    (line,) = client.get(answer.url).context["quote"].lines
    assert (line.cart_line.variant, line.cart_line.quantity) == (wreath.pk, 2)


def test_the_page_asks_whether_anything_is_new(client, store):
    placed = an_order(store)
    first = client.get(page(placed.token))
    live = first.context["live_url"]
    assert client.get(live).status_code == 204
    client.post(page(placed.token, "acknowledgement/"), {"version": "1"})
    later = client.get(live)
    assert later.status_code == 200
    assert later.content.decode().strip().startswith('<div id="live"')


# What the order says of itself


@pytest.mark.at(TUESDAY)
def test_an_order_under_review_says_so(client, store):
    """A7: nothing is claimed to be agreed before it is."""
    store.review_rules = {"every": True}
    store.save()
    placed = an_order(store)
    thanks = text(client.get(page(placed.token, "thanks/")))
    assert "so it is not agreed yet" in thanks
    assert "Your order is confirmed." not in thanks
    assert "When, once it is confirmed" in thanks
    assert client.get(page(placed.token, "calendar.ics")).status_code == 404
    response = client.get(page(placed.token))
    assert not response.context["can_acknowledge"]
    assert "Until then nothing is agreed and nothing is due." in text(response)
    confirm_order(actor=an_actor(store), number=1001, now=timezone.now())
    assert "Ready today" in text(client.get(page(placed.token)))


def test_a_time_that_passes_under_review_is_not_what_will_hold(client, store, clock):
    """A7, C5: whoever confirms late promises anew, so the old time is not shown as the one that comes."""
    store.review_rules = {"every": True}
    store.save()
    placed = an_order(store)
    before = text(client.get(page(placed.token)))
    assert "has passed" not in before
    assert "When, as first planned" not in before
    clock.shift(timedelta(days=3))
    after = text(client.get(page(placed.token)))
    assert "When, as first planned" in after
    assert "When, once it is confirmed" not in after
    assert "The time that was planned has passed. The confirmation names a new one." in after


def test_the_promise_line_follows_the_work(client, store):
    actor, placed = an_actor(store), an_order(store)
    steps = _steps(client, placed)
    assert steps == [("now", "Agreed"), ("next", "Preparing"), ("next", "Ready for pickup"), ("next", "Done")]
    advance_order(actor=actor, number=1001, now=timezone.now())
    advance_order(actor=actor, number=1001, now=timezone.now())
    steps = _steps(client, placed)
    assert steps[:3] == [("past", "Agreed"), ("past", "Preparing"), ("now", "Ready for pickup")]
    assert "Ready for you" in text(client.get(page(placed.token)))
    advance_order(actor=actor, number=1001, now=timezone.now())
    assert {at for at, _word in _steps(client, placed)} == {"past"}


def _steps(client, placed) -> list[tuple[str, str]]:
    return [
        (step["at"], str(step["word"])) for step in client.get(page(placed.token)).context["promise"]["steps"]
    ]


def test_a_parcel_carries_its_number(client, store):
    placed = an_order(store, fulfilment=FulfilmentInput("post", BERLIN), payment="transfer")
    advance_order(
        actor=an_actor(store), number=1001, to="shipped", tracking_number="DE-42",
        tracking_url="https://parcel.example/DE-42", now=timezone.now(),
    )  # fmt: skip
    response = text(client.get(page(placed.token)))
    assert "Tracking number DE-42" in response
    assert 'href="https://parcel.example/DE-42"' in response
    Order.objects.update(tracking_url="javascript:alert(1)")
    assert "javascript:" not in text(client.get(page(placed.token)))


def test_hold_and_cancellation_say_why(client, store):
    placed = an_order(store)
    hold_order(actor=an_actor(store), number=1001, why="The van broke down", now=timezone.now())
    assert "The van broke down" in text(client.get(page(placed.token)))
    cancel_order(actor=an_actor(store), number=1001, why="We are flooded", now=timezone.now())
    response = client.get(page(placed.token))
    assert "This order is cancelled" in text(response)
    assert "We are flooded" in text(response)
    assert "What was agreed" in text(response)
    assert "What is agreed" not in text(response)
    assert not response.context["can_acknowledge"]


def test_a_cancelled_order_is_not_shown_as_one_that_holds(client, store):
    """A5: nothing of it is right any more, neither on this page nor on that of the version."""
    placed = an_order(store)
    client.post(page(placed.token, "acknowledgement/"), {"version": 1})
    assert "stamp-good" in text(client.get(page(placed.token)))
    cancel_order(actor=an_actor(store), number=1001, why="We are flooded", now=timezone.now())
    response = text(client.get(page(placed.token)))
    assert "stamp-good" not in response
    assert "When, as it was agreed" in response
    assert "stamp-good" not in text(client.get(page(placed.token, "versions/1/")))


def test_what_was_cancelled_before_it_was_confirmed_was_never_agreed(client, store):
    """A7: it is called what it is, an order."""
    store.review_rules = {"every": True}
    store.save()
    placed = an_order(store)
    cancel_order(actor=an_actor(store), number=1001, why="We are flooded", now=timezone.now())
    response = text(client.get(page(placed.token)))
    assert "What you ordered" in response
    assert "was agreed" not in response


@pytest.mark.at(TUESDAY)  # the store is open in three hours
def test_an_order_on_hold_claims_no_time_and_asks_nothing(client, store):
    """C2, C4: it waits, why, and what comes next; the time that was agreed stands there as that and as no more."""
    placed = an_order(store, fulfilment=FulfilmentInput("pickup", wished=timezone.now() + timedelta(hours=3)))
    before = client.get(page(placed.token))
    assert "Looks right" in text(before)
    assert before.context["below"].startswith("in ")
    hold_order(
        actor=an_actor(store),
        number=1001,
        why="The van broke down",
        now=timezone.now() + timedelta(minutes=1),
    )
    held = client.get(page(placed.token))
    response = text(held)
    for words in (
        "Your order is on hold", "The van broke down", "On hold", "When, as it was agreed",
        "While it is on hold, the agreed time is not certain.",
        f"{store.name} will write to anna@example.com as soon as work on it resumes.".replace("&", "&amp;"),
    ):  # fmt: skip
        assert words in response.replace("@<wbr>", "@")
    assert held.context["below"] == "The van broke down"
    for words in ("Looks right", "Is everything right?", "the moment it is ready", "Add to calendar"):
        assert words not in response
    assert not any(step.get("note") for step in held.context["promise"]["steps"])
    assert client.get(page(placed.token, "calendar.ics")).status_code == 404
    assert not client.get(page(placed.token, "?right")).context["asks"]


def test_what_is_agreed_while_it_waits_is_asked_about(client, store):
    """A3: a version that came after the hold is news, and the customer may say that it is right."""
    placed = an_order(store, a_product(store))
    hold_order(
        actor=an_actor(store),
        number=1001,
        why="The van broke down",
        now=timezone.now() - timedelta(minutes=1),
    )
    _two_instead(store, placed)
    assert client.get(page(placed.token, "?right")).context["asks"]


def test_who_gets_no_letter_about_the_end_of_a_wait_is_not_promised_one(client, store):
    """C3: a store may keep it to itself, and not everybody gave an address."""
    quiet, written = "This page will show when work on it resumes.", "as soon as work on it resumes."
    told, without = (
        an_order(store),
        an_order(store, customer=CustomerInput("Jo Berg", phone="+49 30 7654321")),
    )
    for number in (1001, 1002):
        hold_order(actor=an_actor(store), number=number, why="Rain", now=timezone.now())
    assert quiet in text(client.get(page(without.token)))
    assert quiet not in text(client.get(page(told.token)))
    assert written in text(client.get(page(told.token)))
    Store.objects.filter(pk=store.pk).update(messages_off=["resumed"])
    assert quiet in text(client.get(page(told.token)))


def test_an_order_held_before_it_was_confirmed_waits_and_is_not_agreed(client, store):
    """A7: both are so, and both are said."""
    store.review_rules = {"every": True}
    store.save()
    placed = an_order(store)
    hold_order(actor=an_actor(store), number=1001, why="We ask our grower", now=timezone.now())
    response = client.get(page(placed.token))
    for words in (
        "Your order is on hold",
        "We ask our grower",
        "Until then nothing is agreed",
        "When, once it is confirmed",
    ):
        assert words in text(response)
    assert "the agreed time" not in text(response)
    assert not response.context["can_acknowledge"]


@pytest.mark.parametrize(
    ("payment", "sentence", "unsaid"),
    [
        ("demo_card", "€78.00 was paid by demo card: no money has moved", "goes back to you"),
        ("transfer", "€78.00 goes back to you.", "demo card"),
    ],
)
def test_only_money_that_moved_comes_back(client, store, payment, sentence, unsaid):
    """D2: what the demo card paid never left the customer, so it is not said to return."""
    placed = an_order(store, a_product(store, price=3900), payment=payment)
    if payment == "transfer":
        record_payment(
            actor=an_actor(store),
            order_id=placed.order.pk,
            amount=7800,
            method="transfer",
            cause="t1",
            now=timezone.now(),
        )
    cancel_order(actor=an_actor(store), number=1001, now=timezone.now())
    (money,) = [one["text"] for one in client.get(page(placed.token)).context["promise"]["says"]]
    assert sentence in money
    assert unsaid not in money


@pytest.mark.at(TUESDAY)
def test_the_calendar_file_is_one_event_without_the_secret(client, store):
    placed = an_order(store, a_product(store, "Bouquet, small; with\nribbon " + "ü" * 60))
    answer = client.get(page(placed.token, "calendar.ics"))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    body = answer.content.decode()
    assert "DTSTART:20261124T090000Z\r\n" in body
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    assert "Bouquet\\, small\\; with\\nribbon" in body.replace("\r\n ", "")
    assert placed.token not in body


def test_the_page_speaks_the_language_of_the_order(client, store):
    placed = an_order(store, language="de")
    assert '<html lang="de"' in text(client.get(page(placed.token), headers={"Accept-Language": "es"}))
    assert '<html lang="es"' in text(client.get(page(placed.token, "?lang=es")))
    assert '<html lang="es"' in text(client.get(page(placed.token))), "what was chosen is remembered"
    assert '<html lang="de"' in text(type(client)().get(page(placed.token, "?lang=xx")))
