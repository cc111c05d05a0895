"""Put a new product on the shelf (H1)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kept.catalog.events import ProductCreated
from kept.catalog.inputs import ProductInput, QuestionInput, VariantInput
from kept.catalog.models import Product
from kept.catalog.refusals import BadVariant
from kept.catalog.writes import put_details, put_questions, put_variants, taken_numbers
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def create_product(
    *,
    actor: Actor,
    asked: ProductInput,
    variants: Sequence[VariantInput],
    questions: Sequence[QuestionInput] = (),
    now: datetime,
) -> Product:
    """Make a product with its variants and questions, at the end of the list and for sale.

    Raises BadProduct, BadVariant, BadQuestion, SkuTaken, SlugTaken or Invalid, each with a sentence.
    """
    actor.require(May.WRITE_CATALOG)
    if not variants:
        raise BadVariant(_("A product needs at least one variant with a price."), row=0, field="price")
    with taken_numbers(), durable():
        last = Product.objects.filter(store_id=actor.store_id).aggregate(last=Max("position"))["last"]
        product = Product(
            store_id=actor.store_id, position=0 if last is None else last + 1, created_at=now, updated_at=now
        )
        put_details(product, asked)
        product.save()
        put_variants(product, variants)
        put_questions(product, questions)
        record(
            ProductCreated(product_id=product.pk, title=product.title), actor=actor, now=now, subject=product
        )
    return product
