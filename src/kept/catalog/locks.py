"""Every row lock this package takes, ordered by primary key."""

from kept.catalog.models import Product, Variant
from kept.kit.refusals import NotFound
from kept.kit.transactions import require_transaction
from kept.stores.actor import Actor


def lock_product(actor: Actor, product_id: int) -> Product:
    """A product of the actor's store, locked until the transaction ends. Raises NotFound."""
    require_transaction()
    product = (
        Product.objects.select_for_update(of=("self",))
        .select_related("store")
        .filter(store_id=actor.store_id, pk=product_id)
        .first()
    )
    if product is None:
        raise NotFound
    return product


def lock_variants(product: Product) -> dict[int, Variant]:
    """The variants of a locked product, by id."""
    require_transaction()
    found = Variant.objects.select_for_update().filter(product=product).order_by("pk")
    return {variant.pk: variant for variant in found}


def product_of_variant(actor: Actor, variant_id: int) -> int:
    """Which product of the actor's store this variant belongs to, to be locked first. Raises NotFound."""
    found = Variant.objects.filter(store_id=actor.store_id, pk=variant_id).values_list("product_id").first()
    if found is None:
        raise NotFound
    return int(found[0])
