"""The board looks for news by itself: what others do is seen at the next look, and asking is cheap (C1)."""

import re

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.orders.actions.make_request import make_request
from kept.payments.actions.record_payment import record_payment
from kept.stores.actor import Actor, holder
from kept.stores.models import Store
from tests.faces.desk.board.board_page import HTMX, cards
from tests.rig.factory import a_product, a_store, an_order

pytestmark = pytest.mark.django_db


def test_the_board_looks_for_news_and_is_told_when_there_is_none(desk: Client, store: Store):
    order = an_order(store).order
    cursor = re.search(r'name="cursor" value="([^"]+)"', desk.get("/desk/wren/board/").text)[1]
    live = desk.get("/desk/wren/board/live/", {"cursor": cursor}, headers=HTMX)
    assert (live.status_code, live.content) == (204, b"")

    desk.post(f"/desk/wren/orders/{order.number}/advance/")
    live = desk.get("/desk/wren/board/live/", {"cursor": cursor}, headers=HTMX)
    assert cards(live, "preparing") == [order.number]


def test_news_keep_the_filter_of_the_page_that_asks(desk: Client, store: Store):
    an_order(store)
    headers = {**HTMX, "HX-Current-URL": "http://testserver/desk/wren/board/?channel=phone"}
    assert cards(desk.get("/desk/wren/board/live/", headers=headers), "received") == []


def test_asking_for_news_is_cheap(desk: Client, store: Store):
    an_order(store)
    cursor = cursor_of(desk)
    with CaptureQueriesContext(connection) as queries:
        desk.get("/desk/wren/board/live/", {"cursor": cursor}, headers=HTMX)
    # Who it is (session, person, place in the store), and where the journal ends. No order is read.
    assert len(queries) == 4


@pytest.mark.parametrize("what", ["a payment", "a request", "another word for a status"])
def test_what_somebody_else_does_is_seen_at_the_next_look(desk: Client, store: Store, mia: Actor, what: str):
    order = an_order(store, a_product(store, price=1000)).order
    before = cursor_of(desk)
    if what == "a payment":
        record_payment(
            actor=mia,
            order_id=order.pk,
            amount=2000,
            method="pickup",
            cause="till",
            note="",
            now=timezone.now(),
        )
    elif what == "a request":
        anna = holder(store.pk, order.pk, "Anna")
        make_request(
            actor=anna, number=order.number, kind="change", text="?", channel="page", now=timezone.now()
        )
    else:
        words = {"en": {"received": "Come in"}}
        Store.objects.filter(pk=store.pk).update(status_words=words, revision=F("revision") + 1)
    live = desk.get("/desk/wren/board/live/", {"cursor": before}, headers=HTMX)
    texts = {"a payment": "Paid", "a request": "One request", "another word for a status": "Come in"}
    assert texts[what] in live.text


def test_what_happens_in_another_store_is_no_news(desk: Client, store: Store):
    an_order(store)
    before = cursor_of(desk)
    an_order(a_store(slug="other"))
    assert desk.get("/desk/wren/board/live/", {"cursor": before}, headers=HTMX).status_code == 204


def cursor_of(desk: Client) -> str:
    return re.search(r'name="cursor" value="([^"]+)"', desk.get("/desk/wren/board/").text)[1]
