"""The mail server is away for an hour, or takes nothing for one (F3; reliability test 7), in virtual time.

Orders go on being accepted, every mail arrives once when the server is back, and nothing is left behind after
a quarter of an hour.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller

from kept.adapters.smtp import Mailer
from kept.kit import due
from kept.messages.delivery import Delivery
from kept.messages.models import Message
from kept.orders.asked import CustomerAsked
from kept.orders.models import Order
from tests.factory import NOW, a_product, a_store, an_order
from tests.messages.conftest import Post, free_port
from tests.messages.conftest import post as post

pytestmark = [pytest.mark.django_db, pytest.mark.faults]

HOUR = 3600
DRAINED_WITHIN = 900
ORDERS = 60


class Hour:
    """A store that takes orders all along, and a worker that looks every ten seconds."""

    def __init__(self, mailer: Mailer) -> None:
        self.now = 0.0
        self.store = a_store()
        self.goods = a_product(self.store, stock=10_000)
        self.delivery = Delivery(mailer, clock=lambda: self.now)

    def passes(self, *, orders: int, seconds: float = HOUR) -> None:
        """Accept orders all along; the worker works in between."""
        for n in range(orders):
            an_order(
                self.store, self.goods, quantity=1, customer=CustomerAsked("Anna", f"anna{n}@example.com"),
                now=NOW + timedelta(seconds=self.now),
            )  # fmt: skip
            self.works(seconds / orders)

    def works(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let time pass in steps of a few seconds."""
        end = self.now + seconds
        while self.now < end and not until():
            while self.delivery.deliver(NOW + timedelta(seconds=self.now)):
                pass
            self.now += 10.0


def arrived_once(post: Post, orders: int) -> bool:
    """Each customer has one mail, the store one for each order, and every row says so."""
    counted = Counter(post.recipients)
    customers = [counted[f"anna{n}@example.com"] for n in range(orders)]
    rows = set(Message.objects.values_list("state", flat=True))
    ids = [mail["Message-ID"] for mail in post.read()]
    return customers == [1] * orders and rows == {"handed_over"} and len(ids) == len(set(ids)) == 2 * orders


def test_a_server_that_is_away_for_an_hour():
    post = Post(port=free_port())
    hour = Hour(Mailer(post.smtp()))
    hour.passes(orders=ORDERS)
    assert Order.objects.count() == ORDERS, "orders wait for no mail server"
    assert not Message.objects.exclude(state=Message.State.QUEUED).exists()
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    try:
        back_at = hour.now
        hour.works(DRAINED_WITHIN, until=lambda: arrived_once(post, ORDERS))
    finally:
        controller.stop()
        hour.delivery.mailer.close()
    assert arrived_once(post, ORDERS)
    assert hour.now - back_at < 120


def busy_for_an_hour(post: Post, orders: int) -> None:
    """The server answers 451 to everybody for an hour, then takes everything."""
    mailer = Mailer(post.smtp())
    hour = Hour(mailer)
    post.answer = lambda command, about: "451 Busy" if command == "RCPT" else None
    hour.passes(orders=orders)
    assert not post.mails
    post.answer = lambda command, about: None
    hour.works(DRAINED_WITHIN, until=lambda: arrived_once(post, orders))
    mailer.close()


def test_a_server_that_takes_nothing_for_an_hour(post):
    """Every mail has its own tries, which do not run out."""
    busy_for_an_hour(post, 30)
    assert arrived_once(post, 30)
    assert Message.objects.filter(attempts__gt=5).exists(), "nobody had to try often, so nothing was shown"


def test_control_giving_up_after_five_tries_is_caught(post, monkeypatch):
    monkeypatch.setattr(due, "GIVE_UP_AFTER", 5)
    busy_for_an_hour(post, 10)
    assert not arrived_once(post, 10)
