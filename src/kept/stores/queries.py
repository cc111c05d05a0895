"""Reads: from who somebody says they are to an Actor in one store."""

from kept.kit.refusals import NotFound
from kept.kit.tokens import hashed
from kept.stores.actor import Actor, Kind
from kept.stores.models import ApiKey, Staff, Store, User
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
    """The store and actor of an API key; None for unknown and revoked keys alike."""
    key = ApiKey.objects.select_related("store").filter(key_hash=hashed(raw), revoked_at=None).first()
    if key is None:
        return None
    known = {may.value for may in May}
    permissions = frozenset(May(scope) for scope in key.scopes if scope in known)
    return key.store, Actor(Kind.KEY, key.store_id, key.name, permissions, id=key.pk)


def shop(slug: str) -> Store:
    """The store whose shop page has this address. Raises NotFound."""
    store = Store.objects.filter(slug=slug).first()
    if store is None:
        raise NotFound
    return store
