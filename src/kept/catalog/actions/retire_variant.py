"""Take one variant off the shop. Orders that have it keep it."""

from datetime import datetime

from kept.catalog.events import VariantRetired
from kept.catalog.locks import lock_product, lock_variants, product_id_of
from kept.catalog.models import Variant
from kept.catalog.refusals import LastVariant
from kept.catalog.writes import save_change
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def retire_variant(*, actor: Actor, variant_id: int, now: datetime) -> Variant:
    """Take the variant off sale. Doing it again changes nothing.

    Raises NotFound, or LastVariant when the product would have none left.
    """
    actor.require(May.WRITE_CATALOG)
    with durable():
        product = lock_product(actor, product_id_of(actor, variant_id))
        variants = lock_variants(product)
        variant = variants.pop(variant_id)
        if not any(other.active for other in variants.values()):
            raise LastVariant
        if variant.active:
            variant.active = False
            variant.revision += 1
            variant.save(update_fields=["active", "revision"])
            save_change(product, now=now)
            event = VariantRetired(product_id=product.pk, variant_id=variant.pk)
            record(event, actor=actor, now=now, subject=variant)
    return variant
