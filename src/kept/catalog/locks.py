"""Every row lock this package takes, ordered by primary key."""

from kept.catalog.models import Product, Variant
from kept.kit.refusals import Changed, NotFound
from kept.kit.transactions import require_transaction
from kept.stores.actor import Actor


def lock_product(actor: Actor, product_id: int, *, seen: int | None = None) -> Product:
    """A product of the actor's store, locked until the transaction ends. Raises NotFound.

    `seen` is the revision the caller decided on; a newer one refuses with Changed (412).
    """
    require_transaction()
    product = (
        Product.objects.select_for_update(of=("self",))
        .select_related("store")
        .filter(store_id=actor.store_id, pk=product_id)
        .first()
    )
    if product is None:
        raise NotFound
    if seen is not None and seen != product.revision:
        raise Changed(seen=seen, now=product.revision)
    return product


def lock_variants(product: Product) -> dict[int, Variant]:
    """The variants of a locked product, by id."""
    require_transaction()
    found = Variant.objects.select_for_update().filter(product=product).order_by("pk")
    return {variant.pk: variant for variant in found}


def lock_variant(actor: Actor, variant_id: int, *, seen: int | None = None) -> Variant:
    """A variant of the actor's store, locked after its product. Raises NotFound, or Changed as `lock_product`."""
    product = lock_product(actor, product_of_variant(actor, variant_id))
    variant = lock_variants(product)[variant_id]
    if seen is not None and seen != variant.revision:
        raise Changed(seen=seen, now=variant.revision)
    return variant


def product_of_variant(actor: Actor, variant_id: int) -> int:
    """Which product of the actor's store this variant belongs to, to be locked first. Raises NotFound."""
    found = Variant.objects.filter(store_id=actor.store_id, pk=variant_id).values_list("product_id").first()
    if found is None:
        raise NotFound
    return int(found[0])
