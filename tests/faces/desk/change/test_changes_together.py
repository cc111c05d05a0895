"""Two people change one order: each sees what the other did, and nobody loses what they typed (A4)."""

import pytest
from django.test import Client
from django.utils import timezone

from kept.catalog.models import Variant
from kept.orders.actions.change_order import change_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import FulfilmentInput, LineInput
from kept.orders.models import Order
from kept.orders.queries import terms_of
from kept.stores.actor import Actor
from kept.stores.models import Store
from tests.faces.desk.change_panel import change_page, confirm, form_data, preview
from tests.rig.factory import BERLIN, a_product, an_order

pytestmark = pytest.mark.django_db


def test_two_at_once_see_both_versions_and_lose_nothing_they_typed(desk: Client, store: Store, mia: Actor):
    """412: the older and the newer version side by side, what was typed, and the line the other one added."""
    product, extra = a_product(store, "Roses"), a_product(store, "Tulips")
    order = an_order(store, product, quantity=1).order
    data = form_data(change_page(desk, order), note="Typed by Mia")
    response = preview(desk, order, data)
    change_order(
        actor=mia, number=order.number, seen_version=1, channel="desk", now=timezone.now(),
        change=OrderChangeInput(lines=(LineInput(quantity=4, key="1"), LineInput(quantity=1, variant=extra.pk))),
    )  # fmt: skip
    page = confirm(desk, order, data, response)
    assert page.status_code == 412
    assert [agreement["version"] for agreement in page.context["both"]] == [1, 2]
    assert "Typed by Mia" in page.text
    again = form_data(page)
    assert again["seen_version"] == ["2"]
    assert Order.objects.get(pk=order.pk).version == 2

    confirm(desk, order, again, preview(desk, order, again))
    terms = terms_of(order, 3)
    assert terms.note == "Typed by Mia"
    assert [line.title for line in terms.lines] == ["Roses", "Tulips"]


def test_what_somebody_left_alone_stays_as_a_colleague_has_changed_it(desk: Client, store: Store, mia: Actor):
    """A4, H2: each of two changes touches other fields; neither is undone by the one who comes second."""
    roses, tulips, vase = (a_product(store, title) for title in ("Roses", "Tulips", "Vase"))
    order = an_order(store, roses, tulips, vase, quantity=1).order
    typed_by_ben = {"note": "Typed by Ben", "k3-quantity": "5"}
    data = form_data(change_page(desk, order), **typed_by_ben)
    response = preview(desk, order, data)
    change_order(
        actor=mia, number=order.number, seen_version=1, channel="desk", now=timezone.now(),
        change=OrderChangeInput(
            lines=(LineInput(quantity=2, key="1", note="Red", unit_price=1200), LineInput(quantity=3, key="3")),
            fulfilment=FulfilmentInput("post", address=BERLIN, instructions="Ring"),
            payment="transfer",
        ),
    )  # fmt: skip
    page = confirm(desk, order, data, response)
    assert page.status_code == 412
    again = form_data(page)
    confirm(desk, order, again, preview(desk, order, again))
    terms = terms_of(order, 3)
    assert [(line.title, line.quantity, line.unit_price, line.note) for line in terms.lines] == [
        ("Roses", 2, 1200, "Red"),
        ("Vase", 5, 3900, ""),
    ]
    assert (terms.note, terms.payment, terms.fulfilment.method) == ("Typed by Ben", "transfer", "post")
    assert terms.fulfilment.address["street_address"] == BERLIN["street_address"]
    assert terms.fulfilment.instructions == "Ring"


def test_what_was_typed_on_a_line_that_a_colleague_took_out_is_not_lost(
    desk: Client, store: Store, mia: Actor
):
    """It stands there as a line to be added, and the effects say so."""
    order = an_order(store, a_product(store, "Roses"), a_product(store, "Tulips"), quantity=1).order
    data = form_data(change_page(desk, order), **{"k2-quantity": "7"})
    response = preview(desk, order, data)
    change_order(actor=mia, number=order.number, seen_version=1, channel="desk", now=timezone.now(),
                 change=OrderChangeInput(lines=(LineInput(quantity=1, key="1"),)))  # fmt: skip
    again = form_data(confirm(desk, order, data, response))
    response = preview(desk, order, again)
    assert "Tulips" in str(response.context["effects"]["items"][0])
    confirm(desk, order, again, response)
    assert [(line.title, line.quantity) for line in terms_of(order, 3).lines] == [("Roses", 1), ("Tulips", 7)]


def test_the_effects_stand_against_what_holds_now_while_a_colleague_is_faster(
    desk: Client, store: Store, mia: Actor
):
    """A line that was taken out meanwhile is no dead end: its effects are shown, and confirming shows both."""
    order = an_order(store, a_product(store, "Roses"), a_product(store, "Tulips"), quantity=1).order
    data = form_data(change_page(desk, order), **{"k1-quantity": "7"})
    change_order(actor=mia, number=order.number, seen_version=1, channel="desk", now=timezone.now(),
                 change=OrderChangeInput(lines=(LineInput(quantity=1, key="1"),)))  # fmt: skip
    for response in (
        preview(desk, order, data),
        desk.post(f"/desk/wren/orders/{order.number}/change/", data),
    ):
        assert [(one["before"], one["after"]) for one in response.context["effects"]["items"]] == [
            ("1", "7"),
            ("€39.00", "€273.00"),
        ]
    assert confirm(desk, order, data, response).status_code == 412


def test_effects_that_moved_are_shown_again_before_anything_happens(desk: Client, store: Store):
    """A price in the catalog changes between preview and commit: nothing is agreed that nobody saw."""
    order, product = an_order(store).order, a_product(store, "Wreath", price=1000)
    page = desk.post(
        f"/desk/wren/orders/{order.number}/change/",
        form_data(change_page(desk, order), do="add", add_words=product.sku),
    )
    data = form_data(page)
    response = preview(desk, order, data)
    Variant.objects.filter(pk=product.pk).update(price=2000)
    page = confirm(desk, order, data, response)
    assert page.status_code == 409
    assert "The effects of this change are different from what you were shown." in page.text
    assert Order.objects.get(pk=order.pk).version == 1
