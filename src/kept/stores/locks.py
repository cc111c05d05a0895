"""All row locks of this package, taken in the order of primary keys."""

from kept.kit.refusals import NotFound
from kept.kit.transactions import require_transaction
from kept.stores.actor import Actor, Kind
from kept.stores.models import Staff, Store
from kept.stores.refusals import SettingsMoved


def lock_store(actor: Actor, *, seen: int | None = None) -> Store:
    """Lock the actor's store until the transaction ends. Raises NotFound.

    `seen` is the revision that the caller's decision is based on; a newer one refuses with SettingsMoved (412).
    """
    require_transaction()
    store = Store.objects.select_for_update().filter(pk=actor.store_id).first()
    if store is None:
        raise NotFound
    if seen is not None and seen != store.revision:
        raise SettingsMoved(seen=seen, now=store.revision)
    return store


def lock_own_staff_row(actor: Actor) -> Staff:
    """Lock the actor's own staff row. Raises NotFound for whoever is no staff of the store."""
    require_transaction()
    if actor.kind != Kind.STAFF or actor.id is None:
        raise NotFound
    rows = Staff.objects.select_for_update().filter(store_id=actor.store_id, user_id=actor.id, active=True)
    member = rows.first()
    if member is None:
        raise NotFound
    return member


def lock_staff(actor: Actor) -> dict[int, Staff]:
    """Lock the active staff of the actor's store; return them by id. All of them, so that the last owner is known.

    Raises NotFound.
    """
    require_transaction()
    lock_store(actor)
    members = (
        Staff.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(store_id=actor.store_id, active=True)
        .order_by("pk")
    )
    return {member.pk: member for member in members}
