"""The agreement as one sheet: who it goes to once, and a note as it was written (A3, A5)."""

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from kept.faces.ui.agreement import agreement_of
from kept.faces.ui.texts import describe_changes
from kept.orders.agreement.differences import differences
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput
from kept.orders.queries import terms_of
from kept.stores.models import Store
from tests.rig.factory import BERLIN, a_store, an_order

pytestmark = pytest.mark.django_db


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
    fulfilment = FulfilmentInput("post", address=where, recipient=recipient)
    order = an_order(
        store, customer=CustomerInput("Anna Berg", "anna@example.com"), fulfilment=fulfilment
    ).order
    facts = agreement_of(terms_of(order), store=store)["facts"]
    lines = next(fact["lines"] for fact in facts if fact["label"] == "Post")
    assert lines == [*named, "Hauptstr. 1", "10115 Berlin"]


def test_a_note_keeps_its_lines_and_no_markup(store: Store):
    order = an_order(store, note="No lilies\r\nsecond <b>line").order
    sheet = render_to_string(
        "kept/parts/agreement_sheet.html", {"agreement": agreement_of(terms_of(order), store=store)}
    )
    assert "No lilies<br>second &lt;b&gt;line" in sheet


@pytest.mark.parametrize(("country", "named"), [("DE", []), ("FR", ["Germany"])])
def test_home_is_not_named_wherever_the_address_comes_from(country: str, named: list[str]):
    """One rule for the desk, the customer's page and the mails: for collecting, for a parcel, and in a change."""
    store = a_store(address=BERLIN, country=country)
    collected, sent = (
        an_order(store).order,
        an_order(store, fulfilment=FulfilmentInput("post", address=BERLIN)).order,
    )
    for order, label in ((collected, "Pickup"), (sent, "Post")):
        facts = agreement_of(terms_of(order), store=store)["facts"]
        lines = next(fact["lines"] for fact in facts if fact["label"] == label)
        assert lines[-2 - len(named) :] == ["Hauptstr. 1", "10115 Berlin", *named]
    moved = [one for one in differences(terms_of(collected), terms_of(sent)) if one.kind == "address"]
    (change,) = describe_changes(moved, store=store, currency="EUR", kind="shipping", now=timezone.now())
    assert change["after"] == ", ".join(["Hauptstr. 1", "10115 Berlin", *named])
