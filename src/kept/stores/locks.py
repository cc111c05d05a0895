"""Every row lock this package takes, ordered by primary key."""

from kept.kit.refusals import NotFound
from kept.kit.transactions import require_transaction
from kept.stores.actor import Actor, Kind
from kept.stores.models import Staff, Store
from kept.stores.refusals import SettingsMoved


def lock_store(actor: Actor, *, seen: int | None = None) -> Store:
    """The actor's store, locked until the transaction ends. Raises NotFound.

    `seen` is the revision the caller decided on; a newer one refuses with SettingsMoved (412).
    """
    require_transaction()
    store = Store.objects.select_for_update().filter(pk=actor.store_id).first()
    if store is None:
        raise NotFound
    if seen is not None and seen != store.revision:
        raise SettingsMoved(seen=seen, now=store.revision)
    return store


def lock_own_staff_row(actor: Actor) -> Staff:
    """The actor's own place in the store, locked. Raises NotFound for whoever is nobody's staff there."""
    require_transaction()
    if actor.kind != Kind.STAFF or actor.id is None:
        raise NotFound
    places = Staff.objects.select_for_update().filter(store_id=actor.store_id, user_id=actor.id, active=True)
    place = places.first()
    if place is None:
        raise NotFound
    return place


def lock_staff(actor: Actor) -> dict[int, Staff]:
    """The active places of the actor's store, by id: all of them, so that the last owner is known.

    Raises NotFound.
    """
    require_transaction()
    lock_store(actor)
    found = (
        Staff.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(store_id=actor.store_id, active=True)
        .order_by("pk")
    )
    return {place.pk: place for place in found}
