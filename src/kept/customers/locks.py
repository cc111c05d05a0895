"""All row locks of this package, taken in the order of primary keys."""

from kept.customers.models import Customer, Join
from kept.kit.refusals import Changed, NotFound
from kept.kit.transactions import require_transaction
from kept.stores.actor import Actor


def lock_customers(actor: Actor, *ids: int, seen: int | None = None) -> list[Customer]:
    """Lock customers of the actor's store; return them in the order of `ids`.

    `seen` is the revision of the first that the caller's decision is based on; a newer one refuses with Changed (412).
    Raises NotFound where one is missing.
    """
    require_transaction()
    customers = {
        customer.pk: customer
        for customer in Customer.objects.select_for_update(of=("self",))
        .select_related("store")
        .filter(store_id=actor.store_id, pk__in=ids, merged_into=None)
        .order_by("pk")
    }
    if len(customers) != len(set(ids)):
        raise NotFound
    if seen is not None and seen != customers[ids[0]].revision:
        raise Changed(seen=seen, now=customers[ids[0]].revision)
    return [customers[one] for one in ids]


def lock_join(customer: Customer, merged_id: int) -> tuple[Join, Customer]:
    """Return the merge of somebody into a locked customer, and the one who was merged, locked. Raises NotFound."""
    require_transaction()
    joins = Join.objects.select_for_update().filter(customer=customer, merged_id=merged_id, split_at=None)
    join = joins.order_by("-pk").first()
    merged = Customer.objects.select_for_update().filter(pk=merged_id, merged_into=customer).first()
    if join is None or merged is None:
        raise NotFound
    return join, merged
