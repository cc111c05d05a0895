"""Change a product: its words and rules, and in the same stroke its variants and questions."""

from collections.abc import Sequence
from datetime import datetime

from kept.catalog.events import ProductChanged
from kept.catalog.inputs import ProductInput, QuestionInput, VariantInput
from kept.catalog.locks import lock_product
from kept.catalog.models import Product
from kept.catalog.writes import put_details, put_questions, put_variants, save_change, taken_numbers
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def change_product(
    *,
    actor: Actor,
    product_id: int,
    asked: ProductInput,
    variants: Sequence[VariantInput] = (),
    questions: Sequence[QuestionInput] | None = None,
    now: datetime,
) -> Product:
    """Make the product as asked. `variants` not mentioned stay; `questions` None stay as they are.

    All of it happens or nothing. Where nothing is different, nothing is written. Agreed orders keep their
    words and prices. Raises NotFound, BadProduct, BadVariant, BadQuestion, SkuTaken, SlugTaken, LastVariant
    or Invalid.
    """
    actor.require(May.WRITE_CATALOG)
    with taken_numbers(), durable():
        product = lock_product(actor, product_id)
        changed = put_details(product, asked)
        fields = [*changed]
        if variants and put_variants(product, variants):
            changed.append("variants")
        if questions is not None and put_questions(product, questions):
            changed.append("options")
        if changed:
            save_change(product, *fields, now=now)
            event = ProductChanged(product_id=product.pk, title=product.title, changed=changed)
            record(event, actor=actor, now=now, subject=product)
    return product
