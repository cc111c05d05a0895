"""The demo is a place you would buy from, made by the actions that people use (I1)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kept.catalog.models import Product
from kept.faces.cli.demo import main
from kept.faces.cli.demo_data.shops import STORES, DemoStore
from kept.faces.cli.demo_fill import fill
from kept.faces.cli.verification import verify
from kept.findings.models import Finding, State
from kept.orders.lifecycle import waits_for_acceptance
from kept.orders.models import Confirmation, Order, Request, Status
from kept.stores.models import Staff, Store
from kept.timers.models import Timer
from tests.rig.clock import INSTANTS
from tests.rig.factory import a_store, an_order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("shop", STORES, ids=lambda shop: shop.slug)
def test_a_demo_store_is_alive(shop: DemoStore) -> None:
    """Orders in several states, a changed one, open requests, drawings, people; and the books are true."""
    fill(shop, "promises are kept")
    assert_alive(shop)


@pytest.mark.slow
@pytest.mark.parametrize("instant", INSTANTS)
def test_a_demo_store_is_alive_whenever_it_is_filled(instant: str, clock) -> None:
    """I1: on a leap day, in the night of a clock change, when the shop is closed."""
    clock.move_to(INSTANTS[instant])
    shop = STORES[list(INSTANTS).index(instant) % len(STORES)]
    fill(shop, "promises are kept")
    assert_alive(shop)


def assert_alive(shop: DemoStore) -> None:
    store = Store.objects.get(slug=shop.slug)
    orders = Order.objects.filter(store=store)
    assert orders.count() >= 25
    assert {Status.DONE, Status.ON_HOLD} <= set(orders.values_list("status", flat=True))
    assert Confirmation.objects.filter(store=store, version=2).exists()
    assert any(waits_for_acceptance(order) for order in orders)
    assert Request.objects.filter(store=store, answer="open").exists()
    if any(item.product.needs_review for item in shop.products):
        overdue = orders.filter(status="pending", placed_at__lte=timezone.now() - timedelta(hours=2))
        assert Timer.objects.filter(state="queued", subject_id__in=overdue.values("pk")).exists()
    assert not Product.objects.filter(store=store, photo="").exists()
    assert Staff.objects.filter(store=store).count() == 1 + len(shop.staff)
    assert verify().findings == []
    states = Finding.objects.filter(store=store).values_list("state", flat=True)
    assert sorted(states) == [State.OPEN, State.SETTLED]


def test_starting_again_keeps_the_data(monkeypatch, capsys) -> None:
    """The demo is filled once; whoever starts it again is only told where to look (I1)."""
    monkeypatch.setattr("kept.faces.cli.commands.migrate.run", lambda chosen: 0)
    number = an_order(a_store()).order.number
    assert main() == 0
    assert list(Order.objects.values_list("number", flat=True)) == [number]
    output = capsys.readouterr().out
    assert all(
        place in output
        for place in ("/desk/", "/mailbox/", "/api/v1/docs", *(one.owner[0] for one in STORES))
    )
