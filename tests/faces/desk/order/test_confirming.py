"""Confirming by hand at the desk: what is promised is said before the button, and a note is not lost (A7, C5)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localtime

from kept.catalog.models import Product
from kept.messages.models import Message
from kept.orders.models import Order
from kept.stores.models import Store
from tests.faces.desk.acting import post_act, reloaded
from tests.rig.factory import a_product, an_order

pytestmark = pytest.mark.django_db


def test_held_for_review_it_is_confirmed_by_hand_with_a_note(desk: Client, store: Store):
    Store.objects.filter(pk=store.pk).update(review_rules={"every": True})
    store.refresh_from_db()
    order = an_order(store).order
    assert "Waiting for your confirmation" in desk.get(f"/desk/wren/orders/{order.number}/").text
    post_act(desk, order, "confirmation", note="With pleasure", seen=order.revision)
    assert (reloaded(order).status, reloaded(order).confirmed_version) == (
        "received",
        reloaded(order).version,
    )
    assert Message.objects.filter(
        order_id=order.pk, kind="confirmation", facts__note="With pleasure"
    ).exists()


def late_to_confirm(store: Store) -> Order:
    """Placed a week ago, and still waiting."""
    Store.objects.filter(pk=store.pk).update(review_rules={"every": True})
    store.refresh_from_db()
    return an_order(store, now=timezone.now() - timedelta(days=7)).order


def test_what_can_no_longer_be_held_is_said_before_the_button_and_promised_anew(desk: Client, store: Store):
    """A7, C5: the dialog shows the promise that will be confirmed."""
    order = late_to_confirm(store)
    page = desk.get(f"/desk/wren/orders/{order.number}/")
    assert "The promise can no longer be kept" in page.text
    assert page.context["promised_anew"] in page.text
    assert "Keep the promised time" not in page.text  # it has passed
    fields = {"promise": "", "fingerprint": page.context["confirm_fingerprint"], "seen": 1}
    after = post_act(desk, order, "confirmation", **fields)
    order = reloaded(order)
    assert (order.status, order.confirmed_version) == ("received", 2)
    assert order.promised_from >= timezone.now()
    assert page.context["promised_anew"] == after.context["promise_title"]


def test_another_effect_than_shown_and_another_time_when_confirming(desk: Client, store: Store):
    order = late_to_confirm(store)
    assert (
        "different from what you were shown"
        in post_act(desk, order, "confirmation", fingerprint="f" * 64).text
    )
    page = post_act(desk, order, "confirmation", wished="2020-01-06T12:00", fingerprint="f" * 64).text
    assert "That time cannot be promised. The first that can is" in page
    assert "This is not a valid date and time" in post_act(desk, order, "confirmation", wished="soon").text
    assert reloaded(order).status == "pending"
    noon = (timezone.now() + timedelta(days=7 + (7 - timezone.now().weekday()) % 7)).strftime(
        "%Y-%m-%dT12:00"
    )
    post_act(desk, order, "confirmation", wished=noon, fingerprint="f" * 64)
    order = reloaded(order)
    assert (order.status, order.promised_from) == ("received", order.promised_until)
    assert localtime(order.promised_from, ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M") == noon


def test_a_note_outlives_a_refusal_and_is_gone_once_it_has_gone_out(desk: Client, store: Store):
    order, other = late_to_confirm(store), late_to_confirm(store)
    refused = post_act(desk, order, "confirmation", note="With <b>pleasure</b>", wished="2020-01-06T12:00")
    assert 'maxlength="2000">With &lt;b&gt;pleasure&lt;/b&gt;</textarea>' in refused.text
    assert "pleasure" not in desk.get(f"/desk/wren/orders/{other.number}/").text
    post_act(desk, order, "confirmation", note="With pleasure")
    assert reloaded(order).status == "received"
    assert desk.get(f"/desk/wren/orders/{order.number}/").context["unsent_note"] == ""


def test_what_still_lies_ahead_can_be_stood_by(desk: Client, store: Store):
    """Goods that have come to need a day more than is left: whoever confirms gives their word, or does not."""
    Store.objects.filter(pk=store.pk).update(review_rules={"every": True})
    store.refresh_from_db()
    bouquet = a_product(store)
    order = an_order(store, bouquet, now=timezone.now() + timedelta(days=1)).order
    Product.objects.filter(pk=bouquet.product_id).update(preparation_minutes=9 * 60 * 5)
    page = desk.get(f"/desk/wren/orders/{order.number}/").text
    assert "Keep the promised time" in page
    post_act(desk, order, "confirmation", promise="agreed", fingerprint="f" * 64)
    assert (reloaded(order).status, reloaded(order).confirmed_version) == ("received", 1)
