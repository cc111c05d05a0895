"""The differences between two versions, and what of them the journal may know."""

import json

import pytest
from django.utils import timezone

from kept.journal.models import Entry
from kept.messages.models import Message
from kept.orders.actions.answer_request import answer_request
from kept.orders.actions.change_order import change_order
from kept.orders.actions.make_request import make_request
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.differences import PERSONAL
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from tests.rig.factory import a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db

# What somebody is called, where they live and what they wrote, each a word that stands nowhere else.
CUSTOMER = CustomerInput(name="Zenobia", email="zenobia@example.net", phone="+49 30 98765432")
ADDRESS = {
    "street_address": "Quittenweg 7", "postal_code": "20095", "city": "Hamburg", "country_code": "DE",
    "name": "Kunigunde",
}  # fmt: skip
SAID = (
    "Zenobia",
    "zenobia",
    "98765432",
    "Quittenweg",
    "Kunigunde",
    "Hinterhof",
    "Pfingsten",
    "Herzlich",
    "Danke",
)


def test_no_event_says_who_somebody_is_or_what_they_wrote() -> None:
    store = a_store()
    variant = a_product(store, note_label="Card")
    placed = an_order(store, variant)
    number = placed.order.number
    request = make_request(
        actor=an_actor(store),
        number=number,
        kind="message",
        text="Danke",
        channel="phone",
        now=timezone.now(),
    )
    answer_request(
        actor=an_actor(store),
        number=number,
        request_id=request.pk,
        answer="answered",
        text="Danke",
        now=timezone.now(),
    )
    asked = OrderChangeInput(
        lines=(LineInput(variant=variant.pk, quantity=3, note="Herzlich", key="1"),),
        fulfilment=FulfilmentInput("post", ADDRESS, recipient="Kunigunde", instructions="Hinterhof"),
        customer=CUSTOMER,
        note="Pfingsten",
    )
    change_order(
        actor=an_actor(store), number=number, seen_version=1, change=asked, channel="desk", now=timezone.now()
    )
    changed = Entry.objects.get(name="order.changed").data["changes"]
    assert {one["kind"] for one in changed} > PERSONAL, "each of them, and what everybody may know"
    for one in changed:
        assert ({"before", "after"} <= one.keys()) == (one["kind"] not in PERSONAL)
    journal = json.dumps(list(Entry.objects.values_list("data", flat=True)), ensure_ascii=False)
    assert [word for word in SAID if word in journal] == []
    # The customer's letter says all of it.
    letter = Message.objects.get(order_id=placed.order.pk, kind="confirmation", version=2)
    told = json.dumps(letter.facts, ensure_ascii=False)
    assert [word for word in SAID if word not in told] == ["Danke"]
