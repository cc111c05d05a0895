"""Change one variant: its name, article number, price, weight, or whether it is counted or for sale."""

from dataclasses import replace
from datetime import datetime

from kept.catalog.events import VariantChanged
from kept.catalog.inputs import VariantInput
from kept.catalog.locks import lock_product, lock_variants, product_id_of
from kept.catalog.models import Variant
from kept.catalog.writes import refuse_duplicates, save_change, save_variants
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May

_FIELDS = ("title", "sku", "price", "weight_grams", "tracked", "active")


def change_variant(*, actor: Actor, variant_id: int, details: VariantInput, now: datetime) -> Variant:
    """Change the variant. Agreed orders keep their price.

    Nothing is written where nothing is different. Raises NotFound, BadVariant, SkuTaken, LastVariant or
    Invalid.
    """
    actor.require(May.WRITE_CATALOG)
    with refuse_duplicates(), durable():
        product = lock_product(actor, product_id_of(actor, variant_id))
        before = lock_variants(product)[variant_id]
        save_variants(product, [replace(details, id=variant_id)])
        after = Variant.objects.get(pk=variant_id)
        changed = [name for name in _FIELDS if getattr(before, name) != getattr(after, name)]
        if changed:
            save_change(product, now=now)
            event = VariantChanged(product_id=product.pk, variant_id=variant_id, changed=changed,
                                   price_before=before.price, price_after=after.price)  # fmt: skip
            record(event, actor=actor, now=now, subject=after)
    return after
