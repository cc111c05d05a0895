"""A store's settings are changed by those who may; every change raises its revision (H7, C2, C3, A7)."""

from dataclasses import replace

import pytest
from django.utils import timezone

from kept.faces.ui.texts import status_word
from kept.journal.models import Entry
from kept.kit.refusals import Invalid, NotAllowed
from kept.stores.actions.change_store import change_store
from kept.stores.actions.open_store import open_store
from kept.stores.actions.set_logo import set_logo
from kept.stores.actions.set_messages import set_messages
from kept.stores.actions.set_review_rules import set_review_rules
from kept.stores.actions.set_status_words import set_status_words
from kept.stores.inputs import ReviewRules, StoreInput
from kept.stores.models import Store
from kept.stores.queries import store_for_staff
from kept.stores.refusals import AddressTaken, BadStore, CurrencyStays
from kept.stores.roles import May, Role
from tests.rig.factory import a_person, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db

ASKED = StoreInput(
    name="Wren & Ivy", email="hello@florist.example", country="DE", currency="EUR", timezone="Europe/Berlin",
    language="de", languages=("de", "en"),
)  # fmt: skip


def _every_action(actor):
    there = {"actor": actor, "now": timezone.now()}
    return [
        lambda: change_store(details=replace(ASKED, tagline="Flowers"), **there),
        lambda: set_status_words(
            words={"en": {"ready": "Come and get it"}, "fr": {"ready": "Prêt"}}, **there
        ),
        lambda: set_review_rules(rules=ReviewRules(above=10_000), **there),
        lambda: set_messages(off=["done"], burst_seconds=20, **there),
    ]


@pytest.mark.parametrize("role", [Role.FULFILMENT, Role.SUPPORT, Role.ACCOUNTANT])
def test_who_may_not_write_settings_is_refused(role):
    store = a_store()
    for attempt in [
        *_every_action(an_actor(store, role)),
        lambda: set_logo(actor=an_actor(store, role), data=None, now=timezone.now()),
    ]:
        with pytest.raises(NotAllowed):
            attempt()
    assert not Entry.objects.exists()


def test_every_change_raises_the_revision_once_and_repeating_it_does_not():
    store, other = a_store(), a_store()
    owner = an_actor(store, Role.MANAGER)
    for count, attempt in enumerate(_every_action(owner), start=1):
        attempt()
        attempt()
        store.refresh_from_db()
        assert store.revision == 1 + count
        assert Entry.objects.count() == count
    assert store.status_words == {"en": {"ready": "Come and get it"}}
    assert status_word(store, "ready") == "Come and get it"
    other.refresh_from_db()
    assert (other.revision, other.tagline) == (1, "")


def test_the_currency_stays_once_there_are_orders():
    store = a_store()
    owner = an_actor(store)
    change_store(actor=owner, details=replace(ASKED, currency="CHF"), now=timezone.now())
    change_store(actor=owner, details=ASKED, now=timezone.now())
    store.refresh_from_db()
    an_order(store)
    with pytest.raises(CurrencyStays):
        change_store(actor=owner, details=replace(ASKED, currency="CHF"), now=timezone.now())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@example.com\r\nBcc: b@example.com"}, "email"),
        ({"country": "ZZ"}, "country"),
        ({"currency": "GOLD"}, "currency"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"language": "fr"}, "language"),
        ({"languages": ()}, "language"),
        ({"accent": "red;}body{display:none"}, "accent"),
        ({"fulfilment_tax_rate": -1}, "fulfilment_tax_rate"),
    ],
)
def test_a_setting_that_cannot_be_used_names_its_field(wrong, field):
    with pytest.raises(Invalid) as refusal:
        change_store(actor=an_actor(a_store()), details=replace(ASKED, **wrong), now=timezone.now())
    assert refusal.value.facts["field"] == field


def test_only_known_address_fields_and_languages_are_kept():
    store = a_store()
    details = replace(ASKED, languages=("de", "xx", "de"), address={"city": " Berlin ", "evil": "x"})
    change_store(actor=an_actor(store), details=details, now=timezone.now())
    store.refresh_from_db()
    assert (store.languages, store.address) == (["de"], {"city": "Berlin"})


def test_words_rules_and_waits_that_cannot_be_used_are_refused():
    owner = an_actor(a_store())
    with pytest.raises(Invalid):
        set_status_words(actor=owner, words={"en": {"ready": "x" * 41}}, now=timezone.now())
    with pytest.raises(BadStore):
        set_review_rules(actor=owner, rules=ReviewRules(above=-1), now=timezone.now())
    with pytest.raises(BadStore):
        set_messages(actor=owner, off=[], burst_seconds=601, now=timezone.now())


def test_a_store_is_opened_with_its_owner():
    user, _ = a_person(a_store())
    store = open_store(owner=user, slug="", details=ASKED, now=timezone.now())
    assert store.slug == "wren-ivy"
    _, actor = store_for_staff(user, "wren-ivy")
    assert actor.may(May.MANAGE_STAFF)
    assert Entry.objects.get().name == "store.opened"


def test_a_store_needs_an_address_of_its_own():
    user, _ = a_person(a_store())
    open_store(owner=user, slug="", details=ASKED, now=timezone.now())
    with pytest.raises(AddressTaken):
        open_store(owner=user, slug="Wren-Ivy", details=ASKED, now=timezone.now())
    for slug in ("desk", "!!!"):
        with pytest.raises(BadStore):
            open_store(owner=user, slug=slug, details=ASKED, now=timezone.now())
    assert Store.objects.count() == 2
