"""Move a product to another position in the shop's list."""

from datetime import datetime

from kept.catalog.events import ProductMoved
from kept.catalog.models import Product
from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def move_product(*, actor: Actor, product_id: int, before: int | None, now: datetime) -> Product:
    """Put the product before another one, or at the end (`before` None). Raises NotFound for either."""
    actor.require(May.WRITE_CATALOG)
    with durable():
        products = list(
            Product.objects.select_for_update()
            .filter(store_id=actor.store_id)
            .order_by("pk")
            .only("position")
        )
        ordered = sorted(products, key=lambda one: (one.position, one.pk))
        product = next((one for one in ordered if one.pk == product_id), None)
        other = next((one for one in ordered if one.pk == before), None)
        if product is None or (before is not None and other is None):
            raise NotFound
        if product is not other:
            ordered.remove(product)
            ordered.insert(ordered.index(other) if other else len(ordered), product)
        moved = [one for position, one in enumerate(ordered) if one.position != position]
        for position, one in enumerate(ordered):
            one.position = position
        Product.objects.bulk_update(moved, ["position"], batch_size=500)
        if moved:
            event = ProductMoved(product_id=product.pk, position=product.position)
            record(event, actor=actor, now=now, subject=product)
    return product
