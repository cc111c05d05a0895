"""Reads: products of the actor's store, and nobody else's."""

from django.db.models import Min, Prefetch, Q, QuerySet

from kept.catalog.models import Option, OptionGroup, Product, Variant
from kept.kit.refusals import NotFound
from kept.stores.actor import Actor
from kept.stores.roles import May


def products_of(actor: Actor, *, words: str = "", offered: bool | None = None) -> QuerySet[Product]:
    """The store's products in the shop's order, with `price_from`.

    `words` are looked for in titles and article numbers.
    """
    actor.require(May.READ_CATALOG)
    found = Product.objects.filter(store_id=actor.store_id).annotate(
        price_from=Min("variants__price", filter=Q(variants__active=True))
    )
    if offered is not None:
        found = found.filter(active=offered)
    for word in words.split()[:6]:
        number = Variant.objects.filter(store_id=actor.store_id, sku__istartswith=word).values("product_id")
        title = Q(title__icontains=word)
        for spelling in (word.capitalize(), word.lower(), word.upper()):
            title |= Q(title__icontains=spelling)  # SQLite folds the case of ASCII letters only
        found = found.filter(title | Q(pk__in=number))
    return found.order_by("position", "pk")


def product_for(actor: Actor, product_id: int) -> Product:
    """One product with its variants, questions and answers. Raises NotFound for unknown and foreign alike."""
    actor.require(May.READ_CATALOG)
    product = with_parts(Product.objects.filter(store_id=actor.store_id, pk=product_id)).first()
    if product is None:
        raise NotFound
    return product


def with_parts(products: QuerySet[Product]) -> QuerySet[Product]:
    """With `variants`, `option_groups` and their `options` read in three statements, in the order they are
    shown.
    """
    return products.prefetch_related(
        Prefetch("variants", Variant.objects.order_by("position", "pk")),
        Prefetch("option_groups", OptionGroup.objects.order_by("position", "pk")),
        Prefetch("option_groups__options", Option.objects.order_by("position", "pk")),
    )
