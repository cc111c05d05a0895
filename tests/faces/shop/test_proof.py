"""Who ordered is proven by a press on the page that a mail leads to, and by nothing else (G1, decision 0018)."""

import pytest

from kept.customers.models import Consent, Customer, PendingConsent
from kept.orders.models import Order
from kept.orders.queries import token_of
from tests.rig.factory import a_phone_order, mail_link
from tests.rig.visitor import order, page, text

pytestmark = pytest.mark.django_db


def ordered(client, store, wreath, **changed) -> Order:
    """Somebody's order of the shop."""
    order(client, store, wreath, **changed)
    return Order.objects.latest("pk")


def is_proven(one: Order) -> bool:
    return Order.objects.get(pk=one.pk).customer_proven


def test_opening_the_link_of_the_mail_proves_nothing(client, store, wreath):
    """Mail servers open links, too."""
    one = ordered(client, store, wreath, news="on")
    for address in ("", "?right", "?news", "thanks/", "live/"):
        assert client.get(page(mail_link(one), address)).status_code == 200
    assert not is_proven(one)
    assert not Consent.objects.exists()


def test_a_press_there_proves_it(client, store, wreath):
    one = ordered(client, store, wreath)
    assert "Looks right" in text(client.get(page(mail_link(one))))
    client.post(page(mail_link(one), "acknowledgement/"), {"version": "1"})
    assert is_proven(one)
    assert Customer.objects.get().orders_count == 1


def test_the_page_without_the_proof_of_the_mail_proves_nothing_whatever_is_pressed(client, store, wreath):
    """Whoever typed her address is led to that page."""
    one = ordered(client, store, wreath, news="on")
    guess = f"{token_of(one)}.{'A' * 32}"
    for token in (token_of(one), guess, f"{token_of(one)}.", f"{token_of(one)}.{mail_link(one)}"):
        html = text(client.get(page(token)))
        assert "Yes, write to me" not in html
        client.post(page(token, "acknowledgement/"), {"version": "1"})
        client.post(page(token, "requests/"), {"text": "When?"})
        client.post(page(token, "customer/"))
        client.post(page(token, "news/"))
    assert not is_proven(one)
    assert not Consent.objects.exists()


def test_no_page_and_no_answer_says_what_only_the_mail_knows(client, store, wreath):
    one = ordered(client, store, wreath)
    proof = mail_link(one).partition(".")[2]
    assert len(proof) >= 22  # 128 bits in base64
    for address in ("", "thanks/", "live/"):
        assert proof not in client.get(page(token_of(one), address)).content.decode()


def test_while_it_is_reviewed_the_page_asks_whether_it_was_them(client, store, wreath):
    store.review_rules = {"every": True}
    store.save()
    one = ordered(client, store, wreath)
    assert "Yes, that was me" in text(client.get(page(mail_link(one))))
    assert "Yes, that was me" not in text(client.get(page(token_of(one))))
    client.post(page(mail_link(one), "customer/"))
    assert is_proven(one)
    assert "Yes, that was me" not in text(client.get(page(mail_link(one))))


def test_news_are_granted_by_their_own_button(client, store, wreath):
    one = ordered(client, store, wreath, news="on")
    shown = text(client.get(page(mail_link(one), "?news")))
    assert "Yes, write to me" in shown
    assert "about what is new" in shown
    client.post(page(mail_link(one), "news/"))
    consent = Consent.objects.get()
    assert (consent.granted, consent.customer) == (True, Customer.objects.get())
    assert is_proven(one)
    assert not PendingConsent.objects.exists()
    assert "Yes, write to me" not in text(client.get(page(mail_link(one))))


def test_the_browser_that_proved_it_is_known_the_next_time(client, store, wreath):
    a_phone_order(store)
    first = ordered(client, store, wreath)
    client.post(page(mail_link(first), "acknowledgement/"), {"version": "1"})
    second = ordered(client, store, wreath, email=" Anna@Example.com ")
    assert (second.customer_proven, second.customer_order_no) == (True, 3)
    wreath.tracked = False
    wreath.save()
    somebody_elses = ordered(client, store, wreath, email="ben@example.com")
    assert not somebody_elses.customer_proven
    elsewhere = type(client)()
    assert not ordered(elsewhere, store, wreath).customer_proven


def test_who_has_just_ordered_reads_until_when_the_goods_wait_for_a_press(client, store, wreath):
    """A2: what happens next, on the page that they see first; nothing of it once it is known whose order it is."""
    one = ordered(client, store, wreath)
    asks = "open the link in our e-mail by"
    assert asks in text(client.get(page(token_of(one), "thanks/")))
    assert asks in text(client.get(page(token_of(one))))
    client.post(page(mail_link(one), "acknowledgement/"), {"version": "1"})
    assert asks not in text(client.get(page(token_of(one))))
