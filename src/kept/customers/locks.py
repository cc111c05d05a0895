"""Every row lock this package takes, ordered by primary key."""

from kept.customers.models import Customer
from kept.kit.refusals import Changed, NotFound
from kept.kit.transactions import require_transaction
from kept.stores.actor import Actor


def lock_customers(actor: Actor, *ids: int, seen: int | None = None) -> list[Customer]:
    """Customers of the actor's store, locked, in the order asked for.

    `seen` is the revision of the first that the caller decided on; a newer one refuses with Changed (412).
    Raises NotFound where one is missing.
    """
    require_transaction()
    found = {
        customer.pk: customer
        for customer in Customer.objects.select_for_update(of=("self",))
        .select_related("store")
        .filter(store_id=actor.store_id, pk__in=ids, merged_into=None)
        .order_by("pk")
    }
    if len(found) != len(set(ids)):
        raise NotFound
    if seen is not None and seen != found[ids[0]].revision:
        raise Changed(seen=seen, now=found[ids[0]].revision)
    return [found[one] for one in ids]
