"""The store's offer is checked where an order is made, whoever asks: no page has to think of it (A1, C5)."""

from typing import Any

import pytest
from django.utils import timezone

from kept.kit.refusals import Invalid
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.make_request import make_request
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import FulfilmentInput, LineInput
from kept.orders.models import Order, Request
from kept.orders.refusals import CannotChange, DoesNotSuit
from kept.promises.actions.change_fulfilment_method import change_fulfilment_method
from kept.promises.actions.retire_fulfilment_method import retire_fulfilment_method
from kept.promises.inputs import FulfilmentMethodInput
from kept.promises.models import FulfilmentMethod
from kept.promises.refusals import BadSchedule
from kept.stores.actor import Actor, Kind, holder
from kept.stores.models import Store
from kept.stores.roles import SCOPES
from tests.rig.clock import TUESDAY
from tests.rig.factory import BERLIN, a_product, an_actor, an_order

pytestmark = pytest.mark.django_db

ZURICH = {"country_code": "CH", "street_address": "Bahnhofstrasse 1", "postal_code": "8001", "city": "Zürich"}


def a_fulfilment_method(store: Store, kind: str, **fields: Any) -> FulfilmentMethod:
    return FulfilmentMethod.objects.create(
        store=store, code=kind, kind=kind, name=kind, pay_by=["transfer"], **fields
    )


def ordered(store: Store, kind: str, address: dict[str, str] | None = None, **fields: Any) -> Order:
    fulfilment = FulfilmentInput(kind, address, wished=fields.pop("wished", None))
    return an_order(store, fulfilment=fulfilment, payment="transfer", **fields).order


def a_program(store: Store) -> Actor:
    return Actor(Kind.KEY, store.pk, "Till", frozenset(SCOPES), id=1)


def test_a_retired_way_takes_no_order(store: Store, mia: Actor) -> None:
    method = a_fulfilment_method(store, "delivery")
    assert ordered(store, "delivery", BERLIN).fulfilment_kind == "delivery"
    retire_fulfilment_method(actor=mia, fulfilment_method_id=method.pk, now=timezone.now())
    with pytest.raises(Invalid, match="Choose how the order should reach you"):
        ordered(Store.objects.get(pk=store.pk), "delivery", BERLIN)


def test_a_payment_that_the_way_gave_up_is_refused(store: Store, mia: Actor) -> None:
    method = a_fulfilment_method(store, "delivery")
    asked = FulfilmentMethodInput("delivery", "Courier", code="delivery", pay_by=("delivery",))
    change_fulfilment_method(
        actor=mia, fulfilment_method_id=method.pk, method_input=asked, now=timezone.now()
    )
    with pytest.raises(Invalid, match="not offered"):
        ordered(store, "delivery", BERLIN)


@pytest.mark.parametrize(
    ("product_kind", "kind"),
    [("digital", "pickup"), ("physical", "digital"), ("service", "pickup"), ("physical", "on_site")],
)
def test_nobody_posts_a_download_or_downloads_a_bouquet(store: Store, product_kind: str, kind: str) -> None:
    """The store's own people know what they agree on; everybody else is held to what it offers."""
    for one in ("digital", "on_site"):
        a_fulfilment_method(store, one)
    thing = a_product(store, kind=product_kind)
    for actor in (a_program(store), None):
        with pytest.raises(DoesNotSuit, match="Choose another fulfilment method") as refused:
            ordered(store, kind, lines=[LineInput(1, thing.pk)], **({"actor": actor} if actor else {}))
        assert kind not in refused.value.facts["offered"]
    assert ordered(store, kind, lines=[LineInput(1, thing.pk)], actor=an_actor(store)).fulfilment_kind == kind


def test_where_no_way_is_made_for_it_any_will_do(store: Store) -> None:
    guide = a_product(store, kind="digital")
    assert ordered(store, "pickup", lines=[LineInput(1, guide.pk)]).fulfilment_kind == "pickup"


@pytest.mark.at(TUESDAY)
def test_a_time_is_wished_for_where_the_store_asks_for_one(store: Store) -> None:
    FulfilmentMethod.objects.filter(store=store, code="pickup").update(asks_time=False)
    when = timezone.now().replace(hour=12)
    with pytest.raises(Invalid, match="No time can be chosen"):
        ordered(store, "pickup", wished=when)
    assert ordered(store, "pickup", wished=when, actor=an_actor(store)).promised_from == when


def test_a_driver_stays_in_the_country_and_a_parcel_goes_anywhere(store: Store) -> None:
    a_fulfilment_method(store, "delivery")
    with pytest.raises(Invalid, match="is only available within the country") as refused:
        ordered(store, "delivery", ZURICH)
    assert refused.value.facts["field"] == "address.country_code"
    assert ordered(store, "post", ZURICH).fulfilment_kind == "shipping"


def test_an_address_abroad_that_was_agreed_stays(store: Store, mia: Actor) -> None:
    """The agreement stays, also where the store has moved since."""
    a_fulfilment_method(store, "delivery")
    order = ordered(store, "delivery", BERLIN)
    Store.objects.filter(pk=store.pk).update(country="AT")
    change = OrderChangeInput(note="Ring twice")
    changed = change_order(
        actor=mia, number=order.number, seen_version=1, change=change, channel="desk", now=timezone.now()
    )
    assert changed.order.version == 2


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [({"kind": "drone"}, "Choose one"), ({"pay_by": ("shells",)}, "Choose payment methods")],
)
def test_a_way_has_a_known_kind_and_known_payments(store: Store, mia: Actor, fields, refusal: str) -> None:
    method = a_fulfilment_method(store, "delivery")
    asked = FulfilmentMethodInput(
        **{"kind": "delivery", "name": "Courier", "pay_by": ("transfer",), **fields}
    )
    with pytest.raises(BadSchedule, match=refusal):
        change_fulfilment_method(
            actor=mia, fulfilment_method_id=method.pk, method_input=asked, now=timezone.now()
        )


@pytest.mark.parametrize(
    ("parcel", "to", "refusal"),
    [
        ({"tracking_url": "javascript:alert(1)"}, "shipped", "begins with https"),
        ({}, "preparing", "on its way"),
    ],
)
def test_a_parcel_is_told_with_its_step_and_leads_to_a_page(
    store: Store, parcel, to: str, refusal: str
) -> None:
    order = ordered(store, "post", BERLIN)
    with pytest.raises(Invalid, match=refusal):
        advance_order(
            actor=an_actor(store),
            number=order.number,
            to=to,
            tracking_number="T1",
            **parcel,
            now=timezone.now(),
        )
    order.refresh_from_db()
    assert (order.status, order.tracking_number) == ("received", "")


def test_what_has_left_is_written_about_and_not_changed(store: Store) -> None:
    order = ordered(store, "post", BERLIN)
    advance_order(actor=an_actor(store), number=order.number, to="shipped", now=timezone.now())
    said: dict[str, Any] = {
        "actor": holder(store.pk, order.pk, "Anna"), "number": order.number, "text": "Another street, please",
        "channel": "page", "now": timezone.now(),
    }  # fmt: skip
    with pytest.raises(CannotChange):
        make_request(kind=Request.Kind.CHANGE, **said)
    assert make_request(kind=Request.Kind.MESSAGE, **said).text == "Another street, please"
