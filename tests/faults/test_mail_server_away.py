"""The mail server is away for an hour, or takes nothing for one (F3; reliability test 7), in virtual time.

Orders go on being accepted, every mail arrives once when the server is back, and nothing is left behind after
a quarter of an hour.
"""

import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.adapters.smtp import SmtpMailer
from kept.faces.cli import health
from kept.faces.desk import context_processors
from kept.kit import queue
from kept.messages import queries
from kept.messages.delivery import message_pump
from kept.messages.models import Message
from kept.orders.agreement.inputs import CustomerInput
from kept.orders.models import Order
from tests.rig.factory import NO_LIMITS, a_person, a_product, a_store, an_order
from tests.rig.post import Post, free_port
from tests.rig.post import post as post

pytestmark = [pytest.mark.django_db, pytest.mark.faults]

HOUR = 3600
FULL_SIZE = 36_000  # ten orders a second; benchmarks/outage.py places as many as one likes
ORDERS = 300
DRAINED_WITHIN = 900
TOLD_WITHIN = 120
LEFT = ("handed_over", "merged")  # an alert may be part of a later one


class Hour:
    """A store that takes orders all along, and a worker that looks every ten seconds."""

    def __init__(self, mailer: SmtpMailer) -> None:
        self.now = 0.0
        self.store = a_store(review_rules=NO_LIMITS)
        self.goods = a_product(self.store, stock=10_000)
        self.mailer = mailer
        self.pump = message_pump(mailer, clock=lambda: self.now)

    def at(self) -> datetime:
        """The virtual moment."""
        return timezone.now() + timedelta(seconds=self.now)

    def passes(self, *, orders: int, seconds: float = HOUR) -> None:
        """Accept orders all along; the worker works in between."""
        for _ in range(orders):
            self.sells()
            self.works(seconds / orders)

    def sells(self) -> None:
        """One order more, of somebody new."""
        anna = CustomerInput("Anna", f"anna{Order.objects.count()}@example.com")
        an_order(self.store, self.goods, quantity=1, customer=anna, now=self.at())

    def works(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let time pass in steps of a few seconds."""
        end = self.now + seconds
        while self.now < end and not until():
            while self.pump(self.at()):
                pass
            self.now += min(10.0, end - self.now)


def arrived_once(post: Post, orders: int) -> bool:
    """Each customer has one mail, the store has heard once of each order, and every row says so."""
    counted = Counter(post.recipients)
    customers = [counted[f"anna{n}@example.com"] for n in range(orders)]
    alerts = [
        mail.get_body(("plain",)).get_content() for mail in post.read() if "New order" in mail["Subject"]
    ]
    told = Counter(number for alert in alerts for number in re.findall(r"/orders/(\d+)/", alert))
    rows = set(Message.objects.values_list("state", flat=True))
    ids = [mail["Message-ID"] for mail in post.read()]
    return (
        customers == [1] * orders
        and sorted(told.values()) == [1] * orders
        and rows <= set(LEFT)
        and len(ids) == len(set(ids)) == orders + len(alerts)
    )


def test_a_server_that_is_away_for_an_hour():
    post = Post(port=free_port())
    hour = Hour(SmtpMailer(post.smtp()))
    hour.passes(orders=ORDERS)
    assert Order.objects.count() == ORDERS, "orders wait for no mail server"
    assert not Message.objects.exclude(state=Message.State.QUEUED).exists()
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    try:
        back_at, used = hour.now, time.thread_time()
        hour.works(DRAINED_WITHIN, until=lambda: not Message.objects.exclude(state__in=LEFT).exists())
        used = time.thread_time() - used
    finally:
        controller.stop()
        hour.mailer.close()
    assert arrived_once(post, ORDERS)
    assert hour.now - back_at < 120
    # The hour at its full size, at what this machine's worker needs for a mail.
    assert used / ORDERS * FULL_SIZE < DRAINED_WITHIN


def test_an_order_costs_the_same_while_the_server_is_away():
    """Placing talks to no mail server, so its rate cannot fall: the same statements, one by one."""
    post = Post(port=free_port())
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    hour = Hour(SmtpMailer(post.smtp()))
    hour.passes(orders=3, seconds=30)
    usual = statements(hour)
    controller.stop()
    hour.mailer.close()
    hour.passes(orders=30, seconds=300)
    assert statements(hour) == usual
    assert Message.objects.filter(state="queued").count() > 50, "the server was not away"


def statements(hour: Hour) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        hour.sells()
    return [re.sub(r"\d+|'[^']*'", "?", query["sql"])[:60] for query in seen]


def busy_for_an_hour(post: Post, orders: int) -> None:
    """The server answers 451 to everybody for an hour, then takes everything."""
    mailer = SmtpMailer(post.smtp())
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
    monkeypatch.setattr(queue, "GIVE_UP_AFTER", 5)
    busy_for_an_hour(post, 10)
    assert not arrived_once(post, 10)


# Somebody is told


def told(hour: Hour, monkeypatch: pytest.MonkeyPatch, within: float = TOLD_WITHIN) -> dict[str, float | None]:
    """After how many seconds of orders that cannot be confirmed `kept check` and an open desk say so."""
    begun = hour.now
    heard: dict[str, float | None] = {"check": None, "desk": None}
    monkeypatch.setattr(health, "_now", hour.at)
    monkeypatch.setattr(
        context_processors, "backlog", lambda _now, **which: queries.backlog(hour.at(), **which)
    )
    desk = Client()
    desk.force_login(a_person(hour.store)[0])
    while hour.now - begun < within and None in heard.values():
        hour.sells()
        hour.works(10)
        if "messages wait" in health._worker().message:
            heard["check"] = heard["check"] or hour.now - begun
        # An open page asks every 45 seconds; the worst case is one that has just asked.
        if hour.now % 45 < 10 and "not been sent yet" in desk.get(f"/desk/{hour.store.slug}/waiting/").text:
            heard["desk"] = heard["desk"] or hour.now - begun
    return heard


def test_within_two_minutes_somebody_knows_that_the_server_is_away(monkeypatch):
    hour = Hour(SmtpMailer(Post(port=free_port()).smtp()))
    assert None not in told(hour, monkeypatch).values()
    assert "cannot be reached" in queries.backlog(hour.at()).why
    other = Client()
    other.force_login(a_person(a_store())[0])
    page = other.get("/desk/", follow=True)
    assert page.status_code == 200
    assert "not been sent yet" not in page.text, "another store has nothing that waits"


def test_within_two_minutes_somebody_knows_that_it_takes_nothing(post, monkeypatch):
    hour = Hour(SmtpMailer(post.smtp()))
    post.answer = lambda command, about: "451 Busy" if command == "RCPT" else None
    assert None not in told(hour, monkeypatch).values()
    post.answer = lambda command, about: None
    hour.works(HOUR)
    hour.mailer.close()
    assert "messages wait" not in health._worker().message, "the alarm ends with what it was about"


def test_control_an_alarm_that_forgets_what_was_tried_is_caught(post, monkeypatch):
    """Each new try sets a new due time, so what is due never looks late."""
    monkeypatch.setattr(queries, "_LATE", queries._LATE.replace("OR attempts > 0", ""))
    hour = Hour(SmtpMailer(post.smtp()))
    post.answer = lambda command, about: "451 Busy" if command == "RCPT" else None
    assert None in told(hour, monkeypatch).values()
    hour.mailer.close()
