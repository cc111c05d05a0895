"""Programs get keys, and lose them (H4, H7)."""

import json

import pytest
from django.utils import timezone

from kept.journal.models import Entry
from kept.kit.refusals import NotAllowed, NotFound
from kept.stores.actions.create_key import create_key
from kept.stores.actions.revoke_key import revoke_key
from kept.stores.models import ApiKey, Store
from kept.stores.queries import store_for_key
from kept.stores.refusals import BadStore
from kept.stores.roles import PERMISSIONS, May, Role
from tests.rig.factory import a_store, an_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(store):
    return an_actor(store)


def a_key(owner, **fields):
    return create_key(
        **{"actor": owner, "name": "Till", "scopes": ["orders:read"], "now": timezone.now(), **fields}
    )


def test_a_key_opens_its_store_with_its_scopes(store, owner):
    new_key = a_key(owner, scopes=["orders:read", "orders:place"])
    key_store, actor = store_for_key(new_key.secret)
    assert (key_store, actor.store_id, actor.name, actor.id) == (store, store.pk, "Till", new_key.key.pk)
    assert actor.permissions == {May.READ_ORDERS, May.PLACE_ORDERS}


def test_a_key_is_kept_hashed_and_its_secret_said_once(owner):
    new_key = a_key(owner)
    row = ApiKey.objects.values().get()
    assert new_key.secret.startswith("kept_")
    assert new_key.secret not in str(row)
    assert row["prefix"] == new_key.secret[:11]
    assert new_key.secret[11:] not in json.dumps(list(Entry.objects.values_list("data", flat=True)))
    assert Entry.objects.get().name == "key.created"


@pytest.mark.parametrize("raw", ["", "kept_", "kept_nobody", "\0", "kept_" + "x" * 5000])
def test_what_is_no_key_opens_nothing(owner, raw):
    a_key(owner)
    assert store_for_key(raw) is None


def test_a_revoked_key_opens_nothing_and_can_be_revoked_again(owner):
    new_key = a_key(owner)
    for _ in range(2):
        revoke_key(actor=owner, key_id=new_key.key.pk, now=timezone.now())
    assert store_for_key(new_key.secret) is None
    assert list(Entry.objects.values_list("name", flat=True)) == ["key.created", "key.revoked"]


@pytest.mark.parametrize(
    "scopes", [[], ["orders:eat"], ["staff:manage"], ["keys:manage"], ["orders:read", ""]]
)
def test_what_no_key_may_do_is_refused(owner, scopes):
    with pytest.raises(BadStore):
        a_key(owner, scopes=scopes)


@pytest.mark.parametrize("name", ["", "  ", "\0"])
def test_a_key_has_a_name(owner, name):
    with pytest.raises(BadStore):
        a_key(owner, name=name)


def test_nobody_gives_away_more_than_they_hold(store):
    for role in Role:
        actor = an_actor(store, role)
        if May.MANAGE_KEYS not in PERMISSIONS[role]:
            with pytest.raises(NotAllowed):
                a_key(actor)
    limited = an_actor(store, Role.OWNER)
    narrow = type(limited)(limited.kind, store.pk, "Mia", frozenset({May.MANAGE_KEYS, May.READ_ORDERS}), id=1)
    assert a_key(narrow).key.pk
    with pytest.raises(NotAllowed):
        a_key(narrow, scopes=["orders:place"])


def test_another_stores_keys_are_not_there(owner):
    new_key = a_key(owner)
    with pytest.raises(NotFound):
        revoke_key(actor=an_actor(a_store()), key_id=new_key.key.pk, now=timezone.now())
    assert store_for_key(new_key.secret)


def test_a_changed_store_is_seen_at_once(store, owner):
    new_key = a_key(owner)
    assert store_for_key(new_key.secret)[0].name == "Wren & Ivy"
    Store.objects.filter(pk=store.pk).update(name="Wren", revision=store.revision + 1)
    assert store_for_key(new_key.secret)[0].name == "Wren"


def test_what_one_request_does_to_the_row_another_does_not_see(owner):
    new_key = a_key(owner)
    store_for_key(new_key.secret)[0].name = "Scribbled over"
    assert store_for_key(new_key.secret)[0].name == "Wren & Ivy"
