"""Add a variant to a product."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.catalog.events import VariantAdded
from kept.catalog.inputs import VariantInput
from kept.catalog.locks import lock_product
from kept.catalog.models import Variant
from kept.catalog.refusals import BadVariant
from kept.catalog.writes import refuse_duplicates, save_change, save_variants
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def add_variant(*, actor: Actor, product_id: int, details: VariantInput, now: datetime) -> Variant:
    """Add a variant to the product. Raises NotFound, BadVariant, SkuTaken or Invalid."""
    actor.require(May.WRITE_CATALOG)
    if details.id is not None:
        raise BadVariant(_("A new variant has no number yet."), row=0, field="id")
    with refuse_duplicates(), durable():
        product = lock_product(actor, product_id)
        (variant_id,) = save_variants(product, [details])
        save_change(product, now=now)
        variant = Variant.objects.get(pk=variant_id)
        event = VariantAdded(
            product_id=product.pk, variant_id=variant.pk, sku=variant.sku, price=variant.price
        )
        record(event, actor=actor, now=now, subject=variant)
    return variant
