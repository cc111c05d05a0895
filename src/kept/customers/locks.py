"""Every row lock this package takes, ordered by primary key."""

from kept.customers.models import Customer
from kept.kit.refusals import NotFound
from kept.kit.transactions import require_transaction
from kept.stores.actor import Actor


def lock_customers(actor: Actor, *ids: int) -> list[Customer]:
    """Customers of the actor's store, locked, in the order asked for.

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
    return [found[one] for one in ids]
