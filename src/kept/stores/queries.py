"""Reads: from who somebody says they are to an Actor in one store."""

import json
from copy import copy
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from kept.journal.events import ActorInfo
from kept.kit import rows
from kept.kit.caches import Cache
from kept.kit.refusals import NotFound
from kept.kit.tokens import hash_token
from kept.stores.actor import Actor, Kind
from kept.stores.models import Invitation, Staff, Store, User
from kept.stores.roles import PERMISSIONS, May, Role


def store_for_staff(user: User, slug: str) -> tuple[Store, Actor]:
    """The store with this slug and what this person is in it. Raises NotFound where they have no place."""
    found = rows.fetch(
        "SELECT p.role, s.id, s.revision, s.next_number FROM staff p JOIN store s ON s.id = p.store_id "
        "JOIN person u ON u.id = p.user_id WHERE p.user_id = %s AND s.slug = %s AND p.active AND u.is_active",
        [user.pk, slug],
    )
    if not found:
        raise NotFound
    ((role, store_id, revision, next_number),) = found
    return _store_as_of(store_id, slug, revision, next_number), _staff_actor(store_id, role, user)


def staff_actor(place: Staff, user: User) -> Actor:
    """The actor that a person's place in a store makes of them."""
    return _staff_actor(place.store_id, place.role, user)


def _staff_actor(store_id: int, role: str, user: User) -> Actor:
    return Actor(Kind.STAFF, store_id, user.name or user.email, PERMISSIONS[Role(role)], id=user.pk)


def works_alone(who: ActorInfo) -> bool:
    """Whether this is a person, and nobody else has a place in the store."""
    if who.kind != Kind.STAFF or who.id is None:
        return False
    people = Staff.objects.filter(store_id=who.store_id, active=True, user__is_active=True)
    return not people.exclude(user_id=who.id).exists()


class Named(NamedTuple):
    """A store as a list of stores shows it."""

    pk: int
    slug: str
    name: str


def stores_of(user: User) -> list[Named]:
    """The stores in which this person has a place, by name."""
    found = rows.fetch(
        "SELECT s.id, s.slug, s.name FROM store s JOIN staff p ON p.store_id = s.id "
        "WHERE p.user_id = %s AND p.active ORDER BY s.name",
        [user.pk],
    )
    return [Named(*row) for row in found]


def person(pk: int) -> User | None:
    """The person with this id."""
    return next(iter(rows.read(User, "id = %s", [pk])), None)


# The row as it was at this address and revision, by the store's id too. Every change of a store raises its revision.
_stores: Cache[tuple[int, str, int], Store] = Cache(most=1000)


def store_for_key(raw: str) -> tuple[Store, Actor] | None:
    """The store and actor of an API key; None for unknown and revoked keys alike.

    One narrow statement for each request of a program, as `store_for_staff` is for one of a person: the store's row
    is kept in memory under its revision.
    """
    found = rows.fetch(
        "SELECT k.id, k.name, k.scopes, s.id, s.slug, s.revision, s.next_number "
        "FROM api_key k JOIN store s ON s.id = k.store_id WHERE k.key_hash = %s AND k.revoked_at IS NULL",
        [hash_token(raw)],
    )
    if not found:
        return None
    key_id, name, scopes, store_id, slug, revision, next_number = found[0]
    actor = Actor(Kind.KEY, store_id, name, _permitted(scopes), id=key_id)
    return _store_as_of(store_id, slug, revision, next_number), actor


@lru_cache(maxsize=100)
def _permitted(scopes: str) -> frozenset[May]:
    """What a key's scopes, as its row holds them, permit. Nothing for one that there is no more."""
    known = {may.value: may for may in May}
    return frozenset(known[scope] for scope in json.loads(scopes) if scope in known)


def _store_as_of(store_id: int, slug: str, revision: int, next_number: int) -> Store:
    known = _stores.get((store_id, slug, revision))
    if known is None:
        known = Store.objects.get(pk=store_id)
        _stores.put((store_id, known.slug, known.revision), known)
    # A copy: whoever is given the row may change it on the way to saving it.
    store = copy(known)
    # The one column that moves with every order and not with the revision.
    store.next_number = next_number
    return store


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
        .filter(token_hash=hash_token(token), accepted_at=None, expires_at__gt=now)
        .first()
    )
    if found is None:
        raise NotFound
    return found
