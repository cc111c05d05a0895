"""Reads: from who somebody says they are to an Actor in one store."""

import json
from functools import lru_cache

from kept.kit import rows
from kept.kit.refusals import NotFound
from kept.kit.tokens import hashed
from kept.stores.actor import Actor, Kind
from kept.stores.models import Staff, Store, User
from kept.stores.roles import PERMISSIONS, May, Role


def staff_of(user: User, slug: str) -> tuple[Store, Actor]:
    """The store with this slug and what this person is in it. Raises NotFound where they have no place."""
    place = (
        Staff.objects.select_related("store")
        .filter(user=user, active=True, store__slug=slug, user__is_active=True)
        .first()
    )
    if place is None:
        raise NotFound
    return place.store, staff_actor(place, user)


def staff_actor(place: Staff, user: User) -> Actor:
    """The actor that a person's place in a store makes of them."""
    return Actor(
        Kind.STAFF, place.store_id, user.name or user.email, PERMISSIONS[Role(place.role)], id=user.pk
    )


def stores_of(user: User) -> list[Store]:
    """The stores in which this person has a place, by name."""
    return list(Store.objects.filter(staff__user=user, staff__active=True).order_by("name"))


def by_key(raw: str) -> tuple[Store, Actor] | None:
    """The store and actor of an API key; None for unknown and revoked keys alike. One small statement: every
    request of a program begins here.
    """
    found = rows.fetch(
        "SELECT k.id, k.name, k.scopes, s.id, s.revision FROM api_key k JOIN store s ON s.id = k.store_id "
        "WHERE k.key_hash = %s AND k.revoked_at IS NULL",
        [hashed(raw)],
    )
    if not found:
        return None
    ((key_id, name, scopes, store_id, revision),) = found
    granted = scopes if isinstance(scopes, list) else json.loads(scopes)
    actor = Actor(Kind.KEY, store_id, name, _permissions(tuple(granted)), id=key_id)
    return _at_revision(store_id, revision), actor


_known: dict[int, Store] = {}


def _at_revision(store_id: int, revision: int) -> Store:
    """A store as it was read at this revision, from memory where it is still the same. Only to read from."""
    store = _known.get(store_id)
    if store is None or store.revision != revision:
        store = _known[store_id] = Store.objects.get(pk=store_id)
    return store


@lru_cache(maxsize=200)
def _permissions(scopes: tuple[str, ...]) -> frozenset[May]:
    known = {may.value for may in May}
    return frozenset(May(scope) for scope in scopes if scope in known)


def shop(slug: str) -> Store:
    """The store whose shop page has this address. Raises NotFound."""
    store = Store.objects.filter(slug=slug).first()
    if store is None:
        raise NotFound
    return store
