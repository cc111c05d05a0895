"""Create a product (H1)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kept.catalog.events import ProductCreated
from kept.catalog.inputs import ProductInput, QuestionInput, VariantInput
from kept.catalog.models import Product
from kept.catalog.refusals import BadVariant
from kept.catalog.writes import apply_details, refuse_duplicates, save_questions, save_variants
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def create_product(
    *,
    actor: Actor,
    details: ProductInput,
    variants: Sequence[VariantInput],
    questions: Sequence[QuestionInput] = (),
    now: datetime,
) -> Product:
    """Create a product with its variants and questions, for sale and at the end of the list.

    Raises BadProduct, BadVariant, BadQuestion, SkuTaken, SlugTaken or Invalid, each with a sentence.
    """
    actor.require(May.WRITE_CATALOG)
    if not variants:
        raise BadVariant(_("A product needs at least one variant with a price."), row=0, field="price")
    with refuse_duplicates(), durable():
        last = Product.objects.filter(store_id=actor.store_id).aggregate(last=Max("position"))["last"]
        product = Product(
            store_id=actor.store_id, position=0 if last is None else last + 1, created_at=now, updated_at=now
        )
        apply_details(product, details)
        product.save()
        save_variants(product, variants)
        save_questions(product, questions)
        record(
            ProductCreated(product_id=product.pk, title=product.title), actor=actor, now=now, subject=product
        )
    return product
