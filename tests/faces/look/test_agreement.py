"""The agreement as one sheet: who it goes to once, and a note as it was written (A3, A5)."""

import pytest
from django.template.loader import render_to_string

from kept.faces.look.agreement import agreement_of
from kept.orders.asked import CustomerAsked, FulfilmentAsked
from kept.orders.queries import terms_of
from kept.stores.models import Store
from tests.factory import BERLIN, a_store, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return a_store()


@pytest.mark.parametrize(
    ("in_address", "recipient", "named"),
    [
        ("", "", ["Anna Berg"]),
        ("Anna Berg", "", ["Anna Berg"]),
        ("Berg GmbH", "", ["Berg GmbH"]),
        ("Berg GmbH", "Jo Berg", ["Jo Berg", "Berg GmbH"]),
        ("Jo Berg", "Jo Berg", ["Jo Berg"]),
    ],
)
def test_who_it_goes_to_is_named_once(store: Store, in_address: str, recipient: str, named: list[str]):
    where = {**BERLIN, "name": in_address} if in_address else BERLIN
    asked = FulfilmentAsked("post", address=where, recipient=recipient)
    order = an_order(store, customer=CustomerAsked("Anna Berg", "anna@example.com"), fulfilment=asked).order
    facts = agreement_of(terms_of(order), home="DE")["facts"]
    lines = next(fact["lines"] for fact in facts if fact["label"] == "Post")
    assert lines == [*named, "Hauptstr. 1", "10115 Berlin"]


def test_a_note_keeps_its_lines_and_no_markup(store: Store):
    order = an_order(store, note="No lilies\r\nsecond <b>line").order
    sheet = render_to_string("kept/parts/docket.html", {"agreement": agreement_of(terms_of(order))})
    assert "No lilies<br>second &lt;b&gt;line" in sheet
