"""Reads: stores, and the actor that a person or an API key is in one."""

import json
from copy import copy
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from allauth.account.models import EmailAddress

from kept.journal.events import ActorInfo
from kept.kit import rows
from kept.kit.caches import Cache
from kept.kit.refusals import NotFound
from kept.kit.tokens import hash_token
from kept.stores.actor import Actor, Kind
from kept.stores.models import Invitation, Staff, Store, User
from kept.stores.roles import PERMISSIONS, May, Role


def store_for_staff(user: User, slug: str) -> tuple[Store, Actor]:
    """Return the store with this slug and the person as its actor. Raises NotFound where they are no staff."""
    matches = rows.fetch(
        "SELECT p.role, s.id, s.revision, s.next_number FROM staff p JOIN store s ON s.id = p.store_id "
        "JOIN person u ON u.id = p.user_id WHERE p.user_id = %s AND s.slug = %s AND p.active AND u.is_active",
        [user.pk, slug],
    )
    if not matches:
        raise NotFound
    ((role, store_id, revision, next_number),) = matches
    return _cached_store(store_id, slug, revision, next_number), _staff_actor(store_id, role, user)


def staff_actor(member: Staff, user: User) -> Actor:
    """Return the actor for a staff member."""
    return _staff_actor(member.store_id, member.role, user)


def _staff_actor(store_id: int, role: str, user: User) -> Actor:
    return Actor(Kind.STAFF, store_id, user.name or user.email, PERMISSIONS[Role(role)], id=user.pk)


def works_alone(who: ActorInfo) -> bool:
    """Tell whether this is a person, and the only one on the store's staff."""
    if who.kind != Kind.STAFF or who.id is None:
        return False
    staff = Staff.objects.filter(store_id=who.store_id, active=True, user__is_active=True)
    return not staff.exclude(user_id=who.id).exists()


class StoreSummary(NamedTuple):
    """A store in a list of stores."""

    pk: int
    slug: str
    name: str


def stores_of(user: User) -> list[StoreSummary]:
    """Return the stores in which this person works, by name."""
    summaries = rows.fetch(
        "SELECT s.id, s.slug, s.name FROM store s JOIN staff p ON p.store_id = s.id "
        "WHERE p.user_id = %s AND p.active ORDER BY s.name",
        [user.pk],
    )
    return [StoreSummary(*row) for row in summaries]


def person(pk: int) -> User | None:
    """Return the person with this id."""
    return next(iter(rows.read(User, "id = %s", [pk])), None)


def has_unproven_address(user: User) -> bool:
    """Tell whether nobody has proven that the address of this sign-in is its owner's."""
    return any(person.pk == user.pk for person in people_with_unproven_address(user))


def people_with_unproven_address(*people: User) -> list[User]:
    """Return those of these people, or of all, who have changed their address where no proof was asked for.

    Kept once had a page that kept addresses in a table of its own (`EmailAddress`). Whoever has another address there,
    and no proof of the one they sign in with, may have claimed somebody else's. Nothing else reads that table, and
    nothing writes it; a proof takes its rows away.
    """
    rows_of: dict[int, list[EmailAddress]] = {}
    listed = EmailAddress.objects.select_related("user").order_by("pk")
    for row in listed.filter(user__in=people) if people else listed:
        rows_of.setdefault(row.user_id, []).append(row)
    return [
        own[0].user
        for own in rows_of.values()
        if any(row.email.lower() != row.user.email for row in own)
        and not any(row.verified and row.email.lower() == row.user.email for row in own)
    ]


# (id, slug, revision) → the row as it was then. Every change of a store raises its revision.
_stores: Cache[tuple[int, str, int], Store] = Cache(most=1000)


def store_for_key(raw: str) -> tuple[Store, Actor] | None:
    """Return the store and the actor of an API key; None for unknown and revoked keys alike.

    Like `store_for_staff`, one narrow statement for each request: the store's row is cached under its revision.
    """
    matches = rows.fetch(
        "SELECT k.id, k.name, k.scopes, s.id, s.slug, s.revision, s.next_number "
        "FROM api_key k JOIN store s ON s.id = k.store_id WHERE k.key_hash = %s AND k.revoked_at IS NULL",
        [hash_token(raw)],
    )
    if not matches:
        return None
    key_id, name, scopes, store_id, slug, revision, next_number = matches[0]
    actor = Actor(Kind.KEY, store_id, name, _permitted(scopes), id=key_id)
    return _cached_store(store_id, slug, revision, next_number), actor


@lru_cache(maxsize=100)
def _permitted(scopes: str) -> frozenset[May]:
    """Return the permissions for a key's scopes (JSON, as stored). Scopes that no longer exist are ignored."""
    by_name = {may.value: may for may in May}
    return frozenset(by_name[scope] for scope in json.loads(scopes) if scope in by_name)


def _cached_store(store_id: int, slug: str, revision: int, next_number: int) -> Store:
    cached = _stores.get((store_id, slug, revision))
    if cached is None:
        cached = Store.objects.get(pk=store_id)
        _stores.put((store_id, cached.slug, cached.revision), cached)
    # A copy, because the caller may change it before saving it.
    store = copy(cached)
    # The only column that changes with every order and without a new revision.
    store.next_number = next_number
    return store


def store_by_slug(slug: str) -> Store:
    """Return the store whose shop has this address. Raises NotFound."""
    store = Store.objects.filter(slug=slug).first()
    if store is None:
        raise NotFound
    return store


def invitation_by_token(token: str, *, now: datetime) -> Invitation:
    """Return the open invitation with this token. Raises NotFound for used, expired and unknown ones alike."""
    invitation = (
        Invitation.objects.select_related("store")
        .filter(token_hash=hash_token(token), accepted_at=None, expires_at__gt=now)
        .first()
    )
    if invitation is None:
        raise NotFound
    return invitation
