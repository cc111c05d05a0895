"""The settings at the desk: store, schedule, API keys and webhooks (C2, C3, C5, H4)."""

import pytest

from kept.promises.models import Closure, FulfilmentMethod, Opening
from kept.reactions.table import TABLE
from kept.stores.models import ApiKey, Store
from kept.stores.order_limits import OrderLimits, limits_of
from kept.webhooks.models import Delivery, Endpoint
from tests.rig.factory import an_order

pytestmark = pytest.mark.django_db


def url(store, rest):
    return f"/desk/{store.slug}/{rest}"


def test_the_stores_settings_are_kept_and_what_is_wrong_is_said(desk, store):
    form = {
        "name": "Wren & Ivy", "email": "hi@florist.example", "country": "DE", "accent": "#8a2d6b",
        "languages": ["en", "de"], "language": "de", "timezone": "Europe/Vienna", "currency": "EUR",
        "fulfilment_tax_rate": "19", "bank_details": "IBAN",
    }  # fmt: skip
    assert desk.post(url(store, "settings/"), form).status_code == 302
    store.refresh_from_db()
    assert (store.timezone, store.fulfilment_tax_rate, store.bank_details) == ("Europe/Vienna", 1900, "IBAN")
    for wrong in (
        {"accent": "red;}"},
        {"timezone": "Mars"},
        {"email": "x"},
        {"fulfilment_tax_rate": "x"},
        {"language": "es"},
    ):
        assert desk.post(url(store, "settings/"), {**form, **wrong}).status_code == 422
    desk.post(url(store, "settings/words/"), {"de-ready": "Abholbereit"})
    desk.post(
        url(store, "settings/review/"),
        {
            "first": "on",
            "above": "100",
            "channels": ["phone"],
            "reminder_minutes": "45",
            "most_of_article": "40",
            "share_percent": "30",
        },
    )
    desk.post(url(store, "settings/messages/"), {"sent": ["ready"], "burst_seconds": "30"})
    desk.post(url(store, "settings/open/"), {})
    store = Store.objects.get(pk=store.pk)
    assert store.status_words == {"de": {"ready": "Abholbereit"}}
    assert (store.review_rules["above"], store.review_rules["first"]) == (10_000, True)
    assert store.review_reminder_minutes == 45
    assert limits_of(store) == OrderLimits(most_of_article=40, most_unproven=0, share_percent=30)
    assert "preparing" in store.messages_off
    assert "ready" not in store.messages_off
    assert (store.burst_seconds, store.open_for_orders) == (30, False)


def test_hours_days_off_and_ways_are_set(desk, store):
    week = {"opens-0-0": "09:00", "closes-0-0": "12:00", "opens-0-1": "14:00", "closes-0-1": "18:00"}
    desk.post(url(store, "settings/hours/"), week)
    assert Opening.objects.filter(store=store).count() == 2
    overlap = desk.post(url(store, "settings/hours/"), {**week, "opens-0-1": "11:00"})
    assert (overlap.status_code, "overlap" in overlap.text, 'value="11:00"' in overlap.text) == (
        422,
        True,
        True,
    )
    desk.post(url(store, "settings/closures/"), {"day": "2030-12-24", "reason": "Holiday"})
    assert Closure.objects.get().reason == "Holiday"
    desk.post(url(store, "settings/closures/"), {"remove": "2030-12-24"})
    assert not Closure.objects.exists()
    form = {
        "name": "Courier",
        "kind": "delivery",
        "fee": "6.50",
        "days_least": "0",
        "days_most": "0",
        "pay_by": ["transfer"],
    }
    desk.post(url(store, "settings/fulfilment-methods/new/"), form)
    method = FulfilmentMethod.objects.get(code="courier")
    assert (method.fee, method.pay_by) == (650, ["transfer"])
    assert (
        desk.post(url(store, "settings/fulfilment-methods/new/"), {**form, "fee": "free"}).status_code == 422
    )
    desk.post(url(store, f"settings/fulfilment-methods/{method.pk}/offered/"), {})
    assert not FulfilmentMethod.objects.get(pk=method.pk).active


def test_a_key_is_shown_once_and_revoked(desk, store):
    created = desk.post(url(store, "settings/keys/"), {"name": "till", "scopes": ["orders:read"]})
    key = ApiKey.objects.get()
    assert "kept_" in created.text
    assert created["Cache-Control"] == "no-store"
    assert 'class="secret"' not in desk.get(url(store, "settings/keys/")).text
    desk.post(url(store, f"settings/keys/{key.pk}/"))
    key.refresh_from_db()
    assert key.revoked_at


def test_what_a_program_was_told_is_seen_and_told_again(desk, store):
    """H4: the secret is shown once; each delivery stands there with its event, its state and its error."""
    address = {"url": "https://hooks.example/kept", "events": ["order.placed"]}
    created = desk.post(url(store, "settings/webhooks/"), address)
    assert "whsec_" in created.text
    assert created["Cache-Control"] == "no-store"
    assert "whsec_" not in desk.get(url(store, "settings/webhooks/")).text
    store.refresh_from_db()
    an_order(store)
    Delivery.objects.update(state="failed", response_status=503, last_error="The program is not well.")
    delivery = Delivery.objects.get()
    there = url(store, f"settings/webhooks/{delivery.endpoint_id}/")
    page = desk.get(there).text
    for word in ("order.placed", "Failed", "503", "The program is not well."):
        assert word in page
    # Programs know events by their public names; the names of the classes stay inside.
    for text in (page, created.text, desk.get(url(store, "settings/webhooks/")).text):
        assert not [event.__name__ for event in TABLE if event.__name__ in text]
        assert "order.placed" in text
    desk.post(there, {"do": f"again:{delivery.pk}"})
    delivery.refresh_from_db()
    assert delivery.state == "queued"
    desk.post(there, {"do": "off"})
    assert not Endpoint.objects.get().active
    desk.post(there, {"do": "remove"})
    assert not Endpoint.objects.exists()
