"""A stranger writes nothing into a customer's record (G1): an order of which nobody knows who placed it is a guess."""

from typing import Any

import pytest
from django.utils import timezone

from kept.customers.actions.ask_consent import ask_consent
from kept.customers.models import Address, Consent, Customer, Identity, PendingConsent
from kept.journal.models import Entry
from kept.kit.refusals import NotAllowed, NotFound
from kept.orders.actions.acknowledge_order import acknowledge_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.confirm_consent import confirm_consent
from kept.orders.actions.join_customer import join_customer
from kept.orders.actions.make_request import make_request
from kept.orders.actions.prove_customer import prove_customer
from kept.orders.actions.split_customer import split_customer
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput
from kept.orders.models import Order
from kept.orders.refusals import NothingToJoin, NothingToSplit, NotProven
from kept.stores.actor import holder, proven
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.rig.factory import BERLIN, a_phone_order, a_store, an_actor, an_order, by_mail

pytestmark = pytest.mark.django_db

VERA = CustomerInput("Vera Holm", "vera@example.com", "030 1112223")
ELSEWHERE = {**BERLIN, "street_address": "Nebenstr. 9"}


def vera_of(store: Store) -> Customer:
    """Vera, who has ordered twice on the phone."""
    for _ in range(2):
        placed = a_phone_order(
            store, customer=VERA, fulfilment=FulfilmentInput("post", BERLIN), payment="transfer"
        )
    return Customer.objects.get(pk=placed.order.customer_id)


def record_of(customer: Customer) -> dict[str, Any]:
    """All that the store knows of somebody."""
    row = Customer.objects.get(pk=customer.pk)
    return {
        "columns": (
            row.name,
            row.email,
            row.phone,
            row.language,
            row.note,
            row.orders_count,
            row.last_order_at,
        ),
        "revision": row.revision,
        "identities": sorted(Identity.objects.filter(customer=row).values_list("kind", "value")),
        "addresses": [
            one.fields["street_address"] for one in Address.objects.filter(customer=row).order_by("pk")
        ],
        "consents": list(Consent.objects.filter(customer=row).values_list("purpose", "granted")),
    }


def a_strangers(
    store: Store, name: str = "Mallory", email: str = VERA.email, phone: str = "030 6667778"
) -> Order:
    """An order of the shop, with whatever somebody types."""
    placed = an_order(
        store, customer=CustomerInput(name, email, phone), fulfilment=FulfilmentInput("post", ELSEWHERE),
        payment="transfer", language="de",
    )  # fmt: skip
    return Order.objects.get(pk=placed.order.pk)


def ask_for_news(order: Order) -> None:
    ask_consent(
        actor=holder(order.store_id, order.pk, ""), purpose="news", source="shop checkout", words="Write to me.",
        now=timezone.now(),
    )  # fmt: skip


def test_her_address_in_a_strangers_order_changes_nothing_of_her() -> None:
    store = a_store()
    vera = vera_of(store)
    before = record_of(vera)
    order = a_strangers(store)
    ask_for_news(order)
    assert (order.customer_id, order.customer_proven, order.customer_order_no) == (vera.pk, False, 3)
    assert record_of(vera) == before
    assert not Identity.objects.filter(value="+49306667778").exists()
    assert PendingConsent.objects.get().order_id == order.pk


def test_her_number_with_a_new_address_is_somebody_new_who_is_probably_her() -> None:
    store = a_store()
    vera = vera_of(store)
    before = record_of(vera)
    order = a_strangers(store, email="mallory@example.com", phone=VERA.phone)
    record = Customer.objects.get(pk=order.customer_id)
    assert record != vera
    assert (record.proven, record.probably_id, record.orders_count, order.customer_order_no) == (
        False,
        vera.pk,
        0,
        1,
    )
    assert [one.value for one in record.identities.all()] == ["mallory@example.com"]
    assert record_of(vera) == before


def test_her_number_alone_stands_on_her_record_and_changes_nothing_of_it() -> None:
    """An agent may know no address; the number is all there is to go by."""
    store = a_store()
    vera = vera_of(store)
    before = record_of(vera)
    order = a_strangers(store, email="", phone=VERA.phone)
    assert (order.customer_id, order.customer_proven) == (vera.pk, False)
    assert record_of(vera) == before


@pytest.mark.parametrize(
    ("email", "phone"), [(VERA.email, ""), ("new@example.com", VERA.phone), ("", VERA.phone)]
)
def test_a_stranger_passes_no_rule_as_her(email: str, phone: str) -> None:
    store = a_store(review_rules={"first": True})
    vera_of(store)
    assert a_strangers(store, email=email, phone=phone).review_reasons == ["first_order"]


def test_who_is_known_passes_it_once_somebody_stands_for_them() -> None:
    store = a_store(review_rules={"first": True})
    vera_of(store)
    assert a_phone_order(store, customer=VERA).order.review_reasons == []


def test_a_first_order_is_a_record_of_what_was_typed_and_the_next_stands_there_too() -> None:
    store = a_store()
    first, second = a_strangers(store), a_strangers(store, "Somebody else", phone="030 9998887")
    record = Customer.objects.get(store=store)
    assert (record.proven, record.orders_count, record.unproven_count) == (False, 0, 2)
    assert (record.name, record.email, record.phone) == ("Mallory", VERA.email, "+49306667778")
    assert [first.customer_order_no, second.customer_order_no] == [1, 2]
    assert not Address.objects.exists()


def test_what_a_stranger_typed_first_is_gone_once_the_mailbox_is_proven() -> None:
    """Mallory was there before her: neither the name nor the number stays with her."""
    store = a_store()
    first = a_strangers(store)
    hers = a_strangers(store, "Vera Holm", phone=VERA.phone)
    prove_customer(actor=by_mail(hers), number=hers.number, now=timezone.now())
    record = Customer.objects.get(store=store)
    assert (record.name, record.phone, record.proven) == ("Vera Holm", "+49301112223", True)
    assert sorted(one.value for one in record.identities.all()) == ["+49301112223", VERA.email]
    assert (record.orders_count, record.unproven_count) == (1, 1)
    assert not Order.objects.get(pk=first.pk).customer_proven


def test_staff_who_take_her_order_take_the_record_from_whoever_typed_it() -> None:
    store = a_store()
    a_strangers(store)
    hers = a_phone_order(store, customer=VERA).order
    record = Customer.objects.get(store=store)
    assert (record.name, record.phone, record.proven) == ("Vera Holm", "+49301112223", True)
    assert sorted(one.value for one in record.identities.all()) == ["+49301112223", VERA.email]
    assert (hers.customer_order_no, record.orders_count, record.unproven_count) == (1, 1, 1)


def test_the_link_of_the_mail_joins_it_with_all_that_it_says() -> None:
    store = a_store()
    vera = vera_of(store)
    order = a_strangers(store, "V. Holm")
    prove_customer(actor=by_mail(order), number=order.number, now=timezone.now())
    order.refresh_from_db()
    assert (order.customer_proven, order.customer_order_no, order.revision) == (True, 3, 2)
    after = record_of(vera)
    assert after["columns"][:6] == ("Vera Holm", VERA.email, "+49301112223", "en", "", 3)
    assert ("phone", "+49306667778") in after["identities"]
    assert after["addresses"] == ["Hauptstr. 1", "Nebenstr. 9"]
    entry = Entry.objects.get(name="customer.proven")
    assert (entry.data["by"], entry.customer_id) == ("mail", vera.pk)
    prove_customer(actor=by_mail(order), number=order.number, now=timezone.now())  # pressed twice
    assert record_of(vera) == after


def test_a_number_that_is_somebodys_stays_theirs_whatever_the_mailbox_proves() -> None:
    store = a_store()
    ben = a_phone_order(
        store, customer=CustomerInput("Ben", "ben@example.com", "030 4445556")
    ).order.customer_id
    order = a_strangers(store, phone="030 4445556")
    prove_customer(actor=by_mail(order), number=order.number, now=timezone.now())
    assert Identity.objects.get(value="+49304445556").customer_id == ben
    record = Customer.objects.get(identities__value=VERA.email)
    assert (record.pk != ben, record.phone) == (True, "")


@pytest.mark.parametrize("how", ["acknowledge", "write"])
def test_what_is_said_by_the_link_of_the_mail_proves_it_too(how: str) -> None:
    order = a_strangers(a_store())
    for actor in (holder(order.store_id, order.pk, "Mallory"), by_mail(order)):
        assert not Order.objects.get(pk=order.pk).customer_proven
        if how == "acknowledge" and actor.proven_email:
            acknowledge_order(actor=actor, number=order.number, version=1, channel="page", now=timezone.now())
        elif how == "write":
            make_request(
                actor=actor,
                number=order.number,
                kind="message",
                text="When?",
                channel="page",
                now=timezone.now(),
            )
    assert Order.objects.get(pk=order.pk).customer_proven
    assert Customer.objects.get().orders_count == 1


def test_who_placed_it_has_the_link_of_the_page_and_proves_nothing_with_it() -> None:
    """The thank-you page shows it to whoever typed her address."""
    order = a_strangers(a_store())
    strangers = holder(order.store_id, order.pk, "Mallory")
    for actor in (strangers, proven(strangers, "mallory@example.com")):
        acknowledge_order(actor=actor, number=order.number, version=1, channel="page", now=timezone.now())
        for act in (prove_customer, confirm_consent):
            with pytest.raises(NotProven):
                act(actor=actor, number=order.number, now=timezone.now())
    assert not Order.objects.get(pk=order.pk).customer_proven


def test_news_that_were_ticked_are_granted_by_the_press_in_the_mail_alone() -> None:
    store = a_store()
    vera = vera_of(store)
    order = a_strangers(store)
    ask_for_news(order)
    acknowledge_order(
        actor=by_mail(order), number=order.number, version=1, channel="page", now=timezone.now()
    )
    assert not Consent.objects.exists()  # that it looks right is no yes to news
    confirm_consent(actor=by_mail(order), number=order.number, now=timezone.now())
    consent = Consent.objects.get()
    assert (consent.customer, consent.purpose, consent.granted, consent.words) == (
        vera,
        "news",
        True,
        "Write to me.",
    )
    assert Entry.objects.get(name="consent.recorded").data["granted"] is True
    assert not PendingConsent.objects.exists()
    confirm_consent(actor=by_mail(order), number=order.number, now=timezone.now())
    assert Consent.objects.count() == 1


def test_a_browser_that_has_proven_the_mailbox_stands_for_its_next_order() -> None:
    store = a_store(review_rules={"first": True})
    vera = vera_of(store)
    anybody = proven(holder(store.pk, 0, "Vera"), VERA.email)
    own = an_order(store, actor=anybody, customer=VERA).order
    others = an_order(store, actor=anybody, customer=CustomerInput("Ben", "ben@example.com")).order
    assert (own.customer_id, own.customer_proven, own.customer_order_no, own.review_reasons) == (
        vera.pk,
        True,
        3,
        [],
    )
    assert (others.customer_proven, others.review_reasons) == (False, ["first_order"])


# "It is her", and taking that back.


def test_the_store_says_that_it_is_her_and_takes_it_back() -> None:
    store = a_store()
    vera = vera_of(store)
    order = a_strangers(store, "V. Holm")
    before = record_of(vera)
    join_customer(actor=an_actor(store), number=order.number, now=timezone.now())
    order.refresh_from_db()
    assert (order.customer_proven, order.customer_order_no) == (True, 3)
    assert Entry.objects.get(name="customer.proven").data["by"] == "store"
    after = record_of(vera)
    assert (after["columns"][5], after["addresses"]) == (3, ["Hauptstr. 1", "Nebenstr. 9"])
    with pytest.raises(NothingToJoin):
        join_customer(actor=an_actor(store), number=order.number, now=timezone.now())

    split_customer(actor=an_actor(store), number=order.number, now=timezone.now())
    order.refresh_from_db()
    assert (order.customer_id, order.customer_proven, order.customer_order_no) == (vera.pk, False, 3)
    restored = record_of(vera)
    assert restored["columns"][:6] == before["columns"][:6]
    assert {name: restored[name] for name in ("identities", "addresses")} == {
        name: before[name] for name in ("identities", "addresses")
    }
    assert Customer.objects.get(pk=vera.pk).unproven_count == 1
    assert Entry.objects.filter(name="customer.doubted", order_id=order.pk).count() == 1
    with pytest.raises(NothingToSplit):
        split_customer(actor=an_actor(store), number=order.number, now=timezone.now())


def test_who_is_probably_her_becomes_her_with_all_their_orders_and_is_split_again() -> None:
    store = a_store()
    vera = vera_of(store)
    first = a_strangers(store, "V. Holm", "vera@work.example", VERA.phone)
    second = a_strangers(store, "V. Holm", "vera@work.example", "")
    record, before = Customer.objects.get(pk=first.customer_id), record_of(vera)
    theirs = record_of(record)
    join_customer(actor=an_actor(store), number=first.number, now=timezone.now())
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.customer_id, first.customer_proven, first.customer_order_no) == (vera.pk, True, 3)
    assert (second.customer_id, second.customer_proven) == (vera.pk, False)
    assert ("email", "vera@work.example") in record_of(vera)["identities"]

    split_customer(actor=an_actor(store), number=first.number, now=timezone.now())
    first.refresh_from_db(), second.refresh_from_db()
    assert {first.customer_id, second.customer_id} == {record.pk}
    assert (first.customer_proven, second.customer_proven) == (False, False)
    for customer, was in ((vera, before), (record, theirs)):
        now = record_of(customer)
        assert now["columns"] == was["columns"]
        assert (now["identities"], now["addresses"]) == (was["identities"], was["addresses"])
    assert Customer.objects.get(pk=record.pk).probably_id == vera.pk
    join_customer(actor=an_actor(store), number=first.number, now=timezone.now())
    assert Order.objects.get(pk=first.pk).customer_id == vera.pk


def test_what_was_put_right_since_stays_when_it_is_taken_back() -> None:
    store = a_store()
    order = a_strangers(store)
    join_customer(actor=an_actor(store), number=order.number, now=timezone.now())
    Customer.objects.update(name="Vera Holm-Berg")
    split_customer(actor=an_actor(store), number=order.number, now=timezone.now())
    assert Customer.objects.get().name == "Vera Holm-Berg"
    assert not Customer.objects.get().proven


@pytest.mark.parametrize("act", [join_customer, split_customer])
def test_who_may_not_write_customers_says_nothing_of_whose_it_is(act: Any) -> None:
    store = a_store()
    order = a_strangers(store)
    for actor in (an_actor(store, Role.FULFILMENT), an_actor(store, Role.ACCOUNTANT), by_mail(order)):
        with pytest.raises(NotAllowed):
            act(actor=actor, number=order.number, now=timezone.now())
    with pytest.raises(NotFound):
        act(actor=an_actor(a_store()), number=order.number, now=timezone.now())


def test_a_correction_of_a_guess_touches_no_known_record() -> None:
    """Staff put the address of a stranger's order right: what stands with her stays hers."""
    store = a_store()
    vera = vera_of(store)
    before = record_of(vera)
    order = a_strangers(store, "Vera Holm")
    change_order(
        actor=an_actor(store), number=order.number, seen_version=1, channel="desk", now=timezone.now(),
        change=OrderChangeInput(
            customer=CustomerInput("Vera Holm", "mallory@example.com", "+49306667778"),
            fulfilment=FulfilmentInput("post", {**BERLIN, "street_address": "Dritte Str. 3"}),
        ),
    )  # fmt: skip
    # It stands on her record no more, and nothing else of her has changed.
    assert {**record_of(vera), "revision": 0} == {**before, "revision": 0}


def test_a_corrected_address_does_not_prove_a_stranger_to_be_whom_the_wrong_one_pointed_to():
    """He ordered with Vera's address, calls it a slip, and opens the mail that comes to his own."""
    store = a_store()
    vera = vera_of(store)
    order, before = a_strangers(store), record_of(vera)
    own = CustomerInput("Mallory", "mallory@example.com", "030 6667778")
    change_order(
        actor=an_actor(store), number=order.number, seen_version=1, channel="desk",
        change=OrderChangeInput(customer=own), now=timezone.now(),
    )  # fmt: skip
    order.refresh_from_db()
    assert order.customer_id != vera.pk
    prove_customer(actor=by_mail(order), number=order.number, now=timezone.now())
    assert {**record_of(vera), "revision": 0} == {**before, "revision": 0}
    assert Customer.objects.get(pk=vera.pk).unproven_count == 0


def test_an_address_corrected_to_somebody_elses_moves_the_guess_to_them():
    store = a_store()
    vera = vera_of(store)
    order = a_strangers(store, "Vera Holm", "vera@exampel.com", "")
    change_order(
        actor=an_actor(store), number=order.number, seen_version=1, channel="desk",
        change=OrderChangeInput(customer=CustomerInput("Vera Holm", VERA.email, "")), now=timezone.now(),
    )  # fmt: skip
    order.refresh_from_db()
    assert (order.customer_id, order.customer_proven) == (vera.pk, False)
