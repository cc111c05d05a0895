"""All row locks of this package, taken in the order of primary keys."""

from kept.catalog.models import Product, Variant
from kept.kit.refusals import Changed, NotFound
from kept.kit.transactions import require_transaction
from kept.stores.actor import Actor


def lock_product(actor: Actor, product_id: int, *, seen: int | None = None) -> Product:
    """Lock a product of the actor's store until the transaction ends. Raises NotFound.

    `seen` is the revision that the caller's decision is based on; a newer one refuses with Changed (412).
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
    """Lock all variants of a locked product; return them by id."""
    require_transaction()
    variants = Variant.objects.select_for_update().filter(product=product).order_by("pk")
    return {variant.pk: variant for variant in variants}


def lock_variant(actor: Actor, variant_id: int, *, seen: int | None = None) -> Variant:
    """Lock a variant of the actor's store, after its product. Raises NotFound, or Changed as `lock_product`."""
    product = lock_product(actor, product_id_of(actor, variant_id))
    variant = lock_variants(product)[variant_id]
    if seen is not None and seen != variant.revision:
        raise Changed(seen=seen, now=variant.revision)
    return variant


def product_id_of(actor: Actor, variant_id: int) -> int:
    """Return the id of the variant's product, which has to be locked first. Raises NotFound."""
    row = Variant.objects.filter(store_id=actor.store_id, pk=variant_id).values_list("product_id").first()
    if row is None:
        raise NotFound
    return int(row[0])
