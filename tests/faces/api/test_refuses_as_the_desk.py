"""The API refuses what a browser refuses: the same values through both doors of a store's settings (H4)."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from kept.promises.models import Closure, FulfilmentMethod, Opening
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.rig.factory import a_person

pytestmark = pytest.mark.django_db

LONG = "x" * 20_001


@dataclass(frozen=True)
class Door:
    """A form of the desk and the operation that does the same, each with values that both take."""

    page: str
    form: dict[str, Any]
    method: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)


STORE = Door(
    "settings/",
    {
        "name": "Wren & Ivy", "email": "hi@florist.example", "country": "US", "accent": "#8A2D6B",
        "languages": ["en", "de"], "language": "de", "timezone": "Europe/Vienna", "currency": "EUR",
        "fulfilment_tax_rate": "19",
    },
    "PATCH", "/settings", {"country": "US"},
)  # fmt: skip
METHOD = Door(
    "settings/fulfilment-methods/new/",
    {"name": "Courier", "kind": "delivery", "fee": "6.50", "days_least": "0", "days_most": "0", "pay_by": ["transfer"]},
    "POST", "/fulfilment-methods", {"name": "Courier", "kind": "delivery", "fee": 650, "payment_methods": ["transfer"]},
)  # fmt: skip
CLOSURE = Door("settings/closures/", {"day": "2031-12-24"}, "PUT", "/closures/2031-12-24")
HOURS = Door(
    "settings/hours/", {"opens-0-0": "09:00", "closes-0-0": "12:00"},
    "PUT", "/opening-hours", {"items": [{"weekday": 0, "opens": "09:00", "closes": "12:00"}]},
)  # fmt: skip
REVIEW = Door("settings/review/", {"above": "100"}, "PUT", "/settings/review-rules", {"total_above": 10_000})
MESSAGES = Door(
    "settings/messages/", {"sent": ["ready"], "burst_seconds": "30"},
    "PUT", "/settings/messages", {"disabled": ["preparing"], "delay_seconds": 30},
)  # fmt: skip
WORDS = Door(
    "settings/words/", {"de-ready": "Abholbereit"},
    "PUT", "/settings/status-labels", {"labels": {"de": {"ready": "Abholbereit"}}},
)  # fmt: skip
DOORS = [STORE, METHOD, CLOSURE, HOURS, REVIEW, MESSAGES, WORDS]


def hours(*windows: tuple[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return one day's windows, as the form and the API write them."""
    typed = {}
    for row, (opens, closes) in enumerate(windows):
        typed |= {f"opens-0-{row}": opens, f"closes-0-{row}": closes}
    return typed, {"items": [{"weekday": 0, "opens": opens, "closes": closes} for opens, closes in windows]}


# door, what is typed, what a program sends, and the field that the API names.
BAD: list[tuple[Door, dict[str, Any], dict[str, Any], str]] = [
    (STORE, {"name": " "}, {"name": " "}, "name"),
    (STORE, {"name": LONG[:121]}, {"name": LONG[:121]}, "name"),
    (STORE, {"tagline": LONG[:201]}, {"tagline": LONG[:201]}, "tagline"),
    (STORE, {"about": LONG[:5001]}, {"about": LONG[:5001]}, "about"),
    (STORE, {"legal_name": LONG[:201]}, {"legal_name": LONG[:201]}, "legal_name"),
    (STORE, {"email": "florist"}, {"email": "florist"}, "email"),
    (STORE, {"email": ""}, {"email": ""}, "email"),
    (STORE, {"phone": LONG[:33]}, {"phone_number": LONG[:33]}, "phone_number"),
    (STORE, {"country": "XX"}, {"country": "XX"}, "country"),
    (STORE, {"country": "AQ"}, {"country": "AQ"}, "country"),
    (STORE, {"address_country_area": "Nowhere"}, {"address": {"address_region": "Nowhere"}}, "address.address_region"),
    (STORE, {"address_city": LONG[:201]}, {"address": {"address_locality": LONG[:201]}}, "address.address_locality"),
    (STORE, {"accent": "red;}"}, {"accent": "red;}"}, "accent"),
    (STORE, {"languages": []}, {"languages": []}, "languages"),
    (STORE, {"languages": ["en", "fr"]}, {"languages": ["en", "fr"]}, "languages.1"),
    (STORE, {"language": "es"}, {"language": "es", "languages": ["en", "de"]}, "language"),
    (STORE, {"language": "fr"}, {"language": "fr"}, "language"),
    (STORE, {"timezone": "Mars"}, {"timezone": "Mars"}, "timezone"),
    (STORE, {"currency": "XYZ"}, {"currency": "XYZ"}, "currency"),
    (STORE, {"fulfilment_tax_rate": "-1"}, {"fulfillment_tax_rate": -100}, "fulfillment_tax_rate"),
    (STORE, {"fulfilment_tax_rate": "101"}, {"fulfillment_tax_rate": 10_100}, "fulfillment_tax_rate"),
    (STORE, {"bank_details": LONG[:1001]}, {"bank_details": LONG[:1001]}, "bank_details"),
    (STORE, {"policy": LONG}, {"policy": LONG}, "policy"),
    (METHOD, {"name": ""}, {"name": ""}, "name"),
    (METHOD, {"name": LONG[:81]}, {"name": LONG[:81]}, "name"),
    (METHOD, {"kind": "balloon"}, {"kind": "balloon"}, "kind"),
    (METHOD, {"words": LONG[:241]}, {"description": LONG[:241]}, "description"),
    (METHOD, {"fee": "-1"}, {"fee": -100}, "fee"),
    (METHOD, {"fee": "free"}, {"fee": "free"}, "fee"),
    (METHOD, {"fee": "10000000000.01"}, {"fee": 10**12 + 1}, "fee"),
    (METHOD, {"free_from": "-1"}, {"free_from": -100}, "free_from"),
    (METHOD, {"days_least": "-1"}, {"min_days": -1}, "min_days"),
    (METHOD, {"days_least": "3"}, {"min_days": 3}, "max_days"),
    (METHOD, {"days_most": "366"}, {"max_days": 366}, "max_days"),
    (METHOD, {"cut_off": "25:00"}, {"cut_off": "25:00"}, "cut_off"),
    (METHOD, {"leaves_on": ["7"]}, {"leaves_on": [7]}, "leaves_on.0"),
    (METHOD, {"pay_by": []}, {"payment_methods": []}, "payment_methods"),
    (METHOD, {"pay_by": ["cows"]}, {"payment_methods": ["cows"]}, "payment_methods.0"),
    (CLOSURE, {"day": "1999-12-31"}, {"date": "1999-12-31"}, "date"),
    (CLOSURE, {"day": "2200-01-01"}, {"date": "2200-01-01"}, "date"),
    (CLOSURE, {"day": "2031-02-30"}, {"date": "2031-02-30"}, "date"),
    (CLOSURE, {"reason": LONG[:121]}, {"reason": LONG[:121]}, "reason"),
    (HOURS, *hours(("12:00", "09:00")), "closes"),
    (HOURS, *hours(("09:00", "09:00")), "closes"),
    (HOURS, *hours(("09:00", "12:00"), ("11:00", "14:00")), "opens"),
    (REVIEW, {"above": "-1"}, {"total_above": -100}, "total_above"),
    (REVIEW, {"above": "10000000000.01"}, {"total_above": 10**12 + 1}, "total_above"),
    (REVIEW, {"channels": ["desk"]}, {"channels": ["desk"]}, "channels.0"),
    (REVIEW, {"channels": ["page"]}, {"channels": ["page"]}, "channels.0"),
    (REVIEW, {"channels": ["pigeon"]}, {"channels": ["pigeon"]}, "channels.0"),
    (REVIEW, {"reminder_minutes": "-1"}, {"reminder_minutes": -1}, "reminder_minutes"),
    (REVIEW, {"reminder_minutes": "10081"}, {"reminder_minutes": 10_081}, "reminder_minutes"),
    (MESSAGES, {"sent": ["cancelled"]}, {"disabled": ["cancelled"]}, "disabled.0"),
    (MESSAGES, {"sent": ["pigeon"]}, {"disabled": ["pigeon"]}, "disabled.0"),
    (MESSAGES, {"burst_seconds": "-1"}, {"delay_seconds": -1}, "delay_seconds"),
    (MESSAGES, {"burst_seconds": "601"}, {"delay_seconds": 601}, "delay_seconds"),
    (WORDS, {"de-ready": LONG[:41]}, {"labels": {"de": {"ready": LONG[:41]}}}, "labels.de.ready"),
]  # fmt: skip


@pytest.fixture
def desk(client: Client, store: Store) -> Client:
    client.force_login(a_person(store, Role.OWNER)[0])
    return client


def everything_set(store: Store) -> list[Any]:
    """Return the settings of the store, row by row."""
    return [
        Store.objects.values().get(pk=store.pk),
        *FulfilmentMethod.objects.filter(store=store).order_by("pk").values(),
        *Opening.objects.filter(store=store).order_by("pk").values(),
        *Closure.objects.filter(store=store).order_by("pk").values(),
    ]


def through_the_desk(desk: Client, store: Store, door: Door, typed: dict[str, Any]) -> int:
    """Post the door's form with what was typed in place of its own values, as it is followed to its end."""
    status: int = desk.post(f"/desk/{store.slug}/{door.page}", {**door.form, **typed}).status_code
    return status


def through_the_api(till: Any, door: Door, sent: dict[str, Any]) -> Any:
    """Send the door's body with what was sent in place of its own values; a date stands in the path."""
    body = {**door.body, **sent}
    path = f"/closures/{body.pop('date')}" if "date" in body else door.path
    return till.call(door.method, path, body)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.page)
def test_both_doors_take_what_is_right(desk: Client, store: Store, till: Any, door: Door) -> None:
    """The control of what follows: it is the wrong value that is refused, and nothing beside it."""
    before = everything_set(store)
    assert through_the_desk(desk, store, door, {}) == 302
    after = everything_set(store)
    assert after != before
    # A method has a name of its own; the rest is simply set again.
    answer = through_the_api(till, door, {"name": "Bicycle"} if door is METHOD else {})
    assert answer.status_code in (200, 201), answer.content


@pytest.mark.parametrize(("door", "typed", "sent", "place"), BAD)
def test_both_doors_refuse_what_is_wrong(
    desk: Client, store: Store, till: Any, door: Door, typed: dict[str, Any], sent: dict[str, Any], place: str
) -> None:
    """In the browser the page is shown again, or says what is wrong; a program learns the field."""
    Store.objects.filter(pk=store.pk).update(country="US")
    before = everything_set(store)
    through_the_desk(desk, store, door, typed)
    assert everything_set(store) == before, "the desk took it"
    answer = through_the_api(till, door, sent)
    assert everything_set(store) == before, "the API took it"
    assert (answer.status_code, list(answer.json()["facts"]["fields"])) == (422, [place])
