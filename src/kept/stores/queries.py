"""Reads: from who somebody says they are to an Actor in one store."""

import json
from copy import copy
from datetime import datetime

from kept.kit import rows
from kept.kit.refusals import NotFound
from kept.kit.tokens import hashed
from kept.stores.actor import Actor, Kind
from kept.stores.models import Invitation, Staff, Store, User
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


# Store → its address and revision, and the row as it was then. Every change of a store raises its revision.
_stores: dict[int, tuple[tuple[str, int], Store]] = {}


def by_key(raw: str) -> tuple[Store, Actor] | None:
    """The store and actor of an API key; None for unknown and revoked keys alike.

    One narrow statement for each request of a program: the store's row is kept in memory under its revision.
    """
    found = rows.fetch(
        "SELECT k.id, k.name, k.scopes, s.id, s.slug, s.revision "
        "FROM api_key k JOIN store s ON s.id = k.store_id WHERE k.key_hash = %s AND k.revoked_at IS NULL",
        [hashed(raw)],
    )
    if not found:
        return None
    key_id, name, scopes, store_id, slug, revision = found[0]
    known = {may.value for may in May}
    permissions = frozenset(May(scope) for scope in json.loads(scopes) if scope in known)
    return _store_as_of(store_id, slug, revision), Actor(Kind.KEY, store_id, name, permissions, id=key_id)


def _store_as_of(store_id: int, slug: str, revision: int) -> Store:
    kept = _stores.get(store_id)
    if kept is None or kept[0] != (slug, revision):
        store = Store.objects.get(pk=store_id)
        kept = _stores[store_id] = ((store.slug, store.revision), store)
    # A copy: whoever is given the row may change it on the way to saving it.
    return copy(kept[1])


def shop(slug: str) -> Store:
    """The store whose shop page has this address. Raises NotFound."""
    store = Store.objects.filter(slug=slug).first()
    if store is None:
        raise NotFound
    return store


def invitation_by_token(token: str, *, now: datetime) -> Invitation:
    """The invitation that this link opens. Raises NotFound for used, old and unknown ones alike."""
    found = (
        Invitation.objects.select_related("store")
        .filter(token_hash=hashed(token), accepted_at=None, expires_at__gt=now)
        .first()
    )
    if found is None:
        raise NotFound
    return found
