"""Change a product: its texts and rules, and at the same time its variants and questions."""

from collections.abc import Sequence
from datetime import datetime

from kept.catalog.events import ProductChanged
from kept.catalog.inputs import ProductInput, QuestionInput, VariantInput
from kept.catalog.locks import lock_product
from kept.catalog.models import Product
from kept.catalog.writes import apply_details, refuse_duplicates, save_change, save_questions, save_variants
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def change_product(
    *,
    actor: Actor,
    product_id: int,
    details: ProductInput,
    variants: Sequence[VariantInput] = (),
    questions: Sequence[QuestionInput] | None = None,
    now: datetime,
) -> Product:
    """Change the product. Variants that are not mentioned stay; with `questions` None, all questions stay.

    All of it is saved or nothing, and nothing is written where nothing is different. Agreed orders keep their
    texts and prices. Raises NotFound, BadProduct, BadVariant, BadQuestion, SkuTaken, SlugTaken, LastVariant
    or Invalid.
    """
    actor.require(May.WRITE_CATALOG)
    with refuse_duplicates(), durable():
        product = lock_product(actor, product_id)
        changed = apply_details(product, details)
        fields = [*changed]
        if variants and save_variants(product, variants):
            changed.append("variants")
        if questions is not None and save_questions(product, questions):
            changed.append("options")
        if changed:
            save_change(product, *fields, now=now)
            event = ProductChanged(product_id=product.pk, title=product.title, changed=changed)
            record(event, actor=actor, now=now, subject=product)
    return product
