"""Customers are put right, noted, merged and asked by those who may, in their own store (G1)."""

import pytest
from django.utils import timezone

from kept.customers.actions.change_customer import change_customer
from kept.customers.actions.merge_customers import merge_customers
from kept.customers.actions.note_on_customer import note_on_customer
from kept.customers.actions.record_consent import record_consent
from kept.customers.actions.split_customers import split_customers
from kept.customers.models import Consent, Customer, Identity
from kept.customers.queries import customer_for, customers_of
from kept.customers.refusals import IdentityTaken, SameCustomer
from kept.journal.models import Entry
from kept.kit.refusals import Invalid, NotAllowed, NotFound
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput
from kept.stores.roles import Role
from tests.rig.factory import BERLIN, a_phone_order, a_product, a_store, an_actor

pytestmark = pytest.mark.django_db


def a_customer(store, name="Anna Berg", email="anna@example.com", phone="", **fields):
    placed = a_phone_order(store, customer=CustomerInput(name, email, phone), **fields)
    return placed.order.customer


def _every_action(actor, customer_id):
    there = {"actor": actor, "customer_id": customer_id, "now": timezone.now()}
    return [
        lambda: change_customer(name="X", email="x@example.com", phone="", **there),
        lambda: note_on_customer(note="Likes tulips", **there),
        lambda: merge_customers(merged_id=customer_id + 1, **there),
        lambda: split_customers(merged_id=customer_id + 1, **there),
        lambda: record_consent(purpose="news", granted=True, source="counter", words="Yes", **there),
    ]


@pytest.mark.parametrize("role", [Role.FULFILMENT, Role.ACCOUNTANT])
def test_who_may_not_write_customers_is_refused(role):
    store = a_store()
    customer = a_customer(store)
    for attempt in _every_action(an_actor(store, role), customer.pk):
        with pytest.raises(NotAllowed):
            attempt()


def test_another_stores_customer_is_as_unknown_as_none():
    customer = a_customer(a_store())
    stranger = an_actor(a_store())
    for customer_id in (customer.pk, 987_654):
        for attempt in _every_action(stranger, customer_id):
            with pytest.raises(NotFound):
                attempt()
        with pytest.raises(NotFound):
            customer_for(stranger, customer_id)
    assert not customers_of(stranger).exists()
    customer.refresh_from_db()
    assert customer.name == "Anna Berg"


def test_a_new_address_is_theirs_and_the_old_one_is_not():
    store = a_store()
    support = an_actor(store, Role.SUPPORT)
    customer = a_customer(store, email="ana@example.com")
    change_customer(
        actor=support, customer_id=customer.pk, name=" Anna  Berg ", email="Anna@Example.com",
        phone="030 1234567", language="de", now=timezone.now(),
    )  # fmt: skip
    identities = sorted(Identity.objects.values_list("kind", "value"))
    assert identities == [("email", "anna@example.com"), ("phone", "+49301234567")]
    customer.refresh_from_db()
    assert (customer.name, customer.phone, customer.language) == ("Anna Berg", "+49301234567", "de")
    entry = Entry.objects.get(name="customer.changed")
    assert entry.data == {"changed": ["email", "phone", "language"]}  # and no contact details
    assert a_customer(store, email="anna@example.com") == customer


def test_an_address_that_is_another_customers_is_refused_with_a_sentence():
    store = a_store()
    anna, ben = a_customer(store), a_customer(store, "Ben", "ben@example.com")
    with pytest.raises(IdentityTaken, match="merge") as refusal:
        change_customer(
            actor=an_actor(store),
            customer_id=ben.pk,
            name="Ben",
            email="ANNA@example.com",
            phone="",
            now=timezone.now(),
        )
    assert refusal.value.facts == {"field": "email", "customer": anna.pk}
    assert a_customer(a_store(), email="anna@example.com") != anna  # another store's people are its own


@pytest.mark.parametrize(
    ("name", "email", "phone"),
    [
        ("", "a@example.com", ""),
        ("A", "", ""),
        ("A", "no address", ""),
        ("A", "", "1"),
        ("x" * 161, "a@b.de", ""),
    ],
)
def test_a_customer_keeps_a_name_and_a_way_to_be_reached(name, email, phone):
    store = a_store()
    customer = a_customer(store)
    with pytest.raises(Invalid):
        change_customer(
            actor=an_actor(store),
            customer_id=customer.pk,
            name=name,
            email=email,
            phone=phone,
            now=timezone.now(),
        )


def test_a_number_taken_before_the_rule_stays_and_can_only_be_replaced_by_a_whole_one():
    store = a_store()
    customer = a_customer(store)
    Customer.objects.filter(pk=customer.pk).update(phone="+4912")
    owner = an_actor(store)
    change_customer(
        actor=owner,
        customer_id=customer.pk,
        name="Anna B.",
        email=customer.email,
        phone="+4912",
        now=timezone.now(),
    )
    customer.refresh_from_db()
    assert (customer.name, customer.phone) == ("Anna B.", "+4912")
    with pytest.raises(Invalid, match="area code"):
        change_customer(
            actor=owner,
            customer_id=customer.pk,
            name="Anna",
            email=customer.email,
            phone="13",
            now=timezone.now(),
        )


def test_a_note_is_kept_and_struck_out():
    store = a_store()
    customer = a_customer(store)
    owner = an_actor(store)
    note_on_customer(
        actor=owner, customer_id=customer.pk, note="Rings twice.\x00\n\nLikes tulips ", now=timezone.now()
    )
    assert customer_for(owner, customer.pk).note == "Rings twice.\n\nLikes tulips"
    note_on_customer(actor=owner, customer_id=customer.pk, note="", now=timezone.now())
    assert customer_for(owner, customer.pk).note == ""
    assert [entry.data for entry in Entry.objects.filter(name="customer.noted")] == [
        {"empty": False},
        {"empty": True},
    ]


def test_merging_moves_orders_addresses_and_identities_and_leaves_what_was_agreed():
    store = a_store()
    owner = an_actor(store)
    rose = a_product(store)
    home = FulfilmentInput("post", BERLIN)
    anna = a_customer(store, fulfilment=home, payment="transfer")
    again = a_customer(
        store, "Anna B.", "a.berg@work.example", "030 1234567", fulfilment=home, payment="transfer"
    )
    order = again.orders.get()
    digest = order.confirmations.get().digest
    note_on_customer(actor=owner, customer_id=again.pk, note="Rings twice", now=timezone.now())
    record_consent(
        actor=owner,
        customer_id=again.pk,
        purpose="news",
        granted=True,
        source="counter",
        words="Yes",
        now=timezone.now(),
    )
    merge_customers(actor=owner, customer_id=anna.pk, merged_id=again.pk, now=timezone.now())
    order.refresh_from_db()
    assert order.customer_id == anna.pk
    assert (order.customer_name, order.confirmations.get().digest) == ("Anna B.", digest)
    anna.refresh_from_db()
    assert (anna.orders_count, anna.phone, anna.note) == (2, "+49301234567", "Rings twice")
    assert Identity.objects.filter(customer=anna).count() == 3
    assert anna.addresses.count() == 1
    assert Consent.objects.get().customer == anna
    assert [one.pk for one in customers_of(owner)] == [anna.pk]
    assert customer_for(owner, again.pk) == anna
    # Whoever orders with either address is Anna.
    at_work = CustomerInput("A", "a.berg@work.example")
    assert a_phone_order(store, rose, customer=at_work).order.customer_order_no == 3
    with pytest.raises(NotFound):
        merge_customers(actor=owner, customer_id=anna.pk, merged_id=again.pk, now=timezone.now())
    with pytest.raises(SameCustomer):
        merge_customers(actor=owner, customer_id=anna.pk, merged_id=anna.pk, now=timezone.now())


def test_a_merge_is_split_again_with_what_had_moved():
    """What came after it stays with who goes on; what somebody put right since stays, too."""
    store = a_store()
    owner = an_actor(store)
    home = FulfilmentInput("post", BERLIN)
    anna = a_customer(store, fulfilment=home, payment="transfer")
    again = a_customer(
        store, "Anna B.", "a.berg@work.example", "030 1234567", fulfilment=home, payment="transfer"
    )
    third = a_customer(store, "A. B.", "third@example.com")
    theirs = again.orders.get()
    note_on_customer(actor=owner, customer_id=again.pk, note="Rings twice", now=timezone.now())
    record_consent(
        actor=owner, customer_id=again.pk, purpose="news", granted=True, source="counter", words="Yes",
        now=timezone.now(),
    )  # fmt: skip
    merge_customers(actor=owner, customer_id=again.pk, merged_id=third.pk, now=timezone.now())
    before = {one.pk: known_of(one) for one in (anna, again)}
    merge_customers(actor=owner, customer_id=anna.pk, merged_id=again.pk, now=timezone.now())
    since = a_phone_order(store, customer=CustomerInput("Anna", "anna@example.com")).order

    restored = split_customers(actor=owner, customer_id=anna.pk, merged_id=again.pk, now=timezone.now())
    assert restored.pk == again.pk
    assert known_of(again) == before[again.pk]
    assert known_of(anna) == {
        **before[anna.pk],
        "orders": [*before[anna.pk]["orders"], since.number],
        "count": 2,
    }
    theirs.refresh_from_db()
    assert (theirs.customer_id, since.customer_id) == (again.pk, anna.pk)
    assert customer_for(owner, third.pk) == again
    event = Entry.objects.get(name="customers.split")
    assert (event.customer_id, event.data["restored_id"]) == (anna.pk, again.pk)
    with pytest.raises(NotFound):
        split_customers(actor=owner, customer_id=anna.pk, merged_id=again.pk, now=timezone.now())
    merge_customers(actor=owner, customer_id=anna.pk, merged_id=again.pk, now=timezone.now())
    assert known_of(anna)["count"] == 4


def known_of(customer):
    row = Customer.objects.get(pk=customer.pk)
    return {
        "contact": (row.name, row.email, row.phone, row.note),
        "count": row.orders_count,
        "orders": sorted(row.orders.values_list("number", flat=True)),
        "identities": sorted(row.identities.values_list("value", flat=True)),
        "consents": list(row.consents.values_list("purpose", "granted")),
        "addresses": [one.fields["street_address"] for one in row.addresses.all()],
    }


def test_customers_of_two_stores_are_never_merged():
    store = a_store()
    anna, foreign = a_customer(store), a_customer(a_store())
    for pair in ((anna.pk, foreign.pk), (foreign.pk, anna.pk)):
        with pytest.raises(NotFound):
            merge_customers(actor=an_actor(store), customer_id=pair[0], merged_id=pair[1], now=timezone.now())
    assert Customer.objects.filter(merged_into=None).count() == 2


def test_consent_is_kept_line_by_line_with_its_words():
    store = a_store()
    customer = a_customer(store)
    there = {"actor": an_actor(store), "customer_id": customer.pk, "purpose": "news", "now": timezone.now()}
    record_consent(granted=True, source="counter", words="I want to hear about peonies", **there)
    record_consent(granted=False, source="phone", words="", **there)
    assert list(Consent.objects.order_by("pk").values_list("granted", "words")) == [
        (True, "I want to hear about peonies"),
        (False, ""),
    ]
    with pytest.raises(Invalid):
        record_consent(granted=True, source="counter", words="", **there)


@pytest.mark.parametrize("words", ["anna", "Anna B", "anna@ex", "030 1234", "+4930123", "030 1234567"])
def test_a_returning_customer_is_found_by_the_beginning_of_what_they_say(words):
    store = a_store()
    anna = a_customer(store, "Anna Berg", "anna@example.com", "030 1234567")
    a_customer(store, "Ben Anders", "ben@example.com", "040 1234567")
    assert [one.pk for one in customers_of(an_actor(store), search=words, country="DE")] == [anna.pk]
