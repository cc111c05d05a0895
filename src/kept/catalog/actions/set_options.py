"""Set the questions of a product, with their answers and price differences."""

from collections.abc import Sequence
from datetime import datetime

from kept.catalog.events import OptionsSet
from kept.catalog.inputs import QuestionInput
from kept.catalog.locks import lock_product
from kept.catalog.models import Product
from kept.catalog.writes import save_change, save_questions
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def set_options(
    *, actor: Actor, product_id: int, questions: Sequence[QuestionInput], now: datetime
) -> Product:
    """Replace all questions of the product by these. Raises NotFound, BadQuestion or Invalid."""
    actor.require(May.WRITE_CATALOG)
    with durable():
        product = lock_product(actor, product_id)
        if save_questions(product, questions):
            save_change(product, now=now)
            event = OptionsSet(product_id=product.pk, questions=len(questions))
            record(event, actor=actor, now=now, subject=product)
    return product
