"""Reads: what is in the shop for everybody, and the actor's own store's products for the desk."""

import json
from collections import Counter

from django.db.models import Min, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast

from kept.catalog.models import Option, OptionGroup, Product, Variant
from kept.kit.refusals import NotFound
from kept.stores.actor import Actor
from kept.stores.roles import May

_FOR_SALE = Variant.objects.filter(active=True).order_by("position", "id")
_ANSWERS = Option.objects.filter(active=True).order_by("position", "id")


def products_in_shop(store_id: int, *, words: str = "", tag: str = "") -> QuerySet[Product]:
    """What a store shows in its shop, in its order, each with its variants for sale.

    `words`: all of them must occur in title, line or tags. `tag`: one of the store's tags.
    """
    found = Product.objects.filter(store_id=store_id, active=True).filter(
        pk__in=Variant.objects.filter(store_id=store_id, active=True).values("product")
    )
    if words or tag:
        found = found.annotate(all_tags=Cast("tags", TextField()))
    for word in words.split()[:8]:
        found = found.filter(_called("title", word) | _called("summary", word) | _in_tags(word))
    if tag:
        found = found.filter(_in_tags(tag, whole=True))
    return found.order_by("position", "id").prefetch_related(Prefetch("variants", _FOR_SALE))


def product_in_shop(store_id: int, slug: str) -> Product:
    """One product with its variants for sale and its questions with their answers. Raises NotFound."""
    questions = OptionGroup.objects.order_by("position", "id").prefetch_related(Prefetch("options", _ANSWERS))
    found = (
        products_in_shop(store_id)
        .filter(slug=slug)
        .prefetch_related(Prefetch("option_groups", questions))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def tags_in_shop(store_id: int) -> list[str]:
    """The tags of what is in the shop, the most used first."""
    rows = (
        Product.objects.filter(store_id=store_id, active=True).exclude(tags=[]).values_list("tags", flat=True)
    )
    return [tag for tag, _times in Counter(tag for tags in rows for tag in tags).most_common()]


def tax_rates(store_id: int) -> list[int]:
    """The rates (basis points) of what the store sells, that of most products first."""
    rows = Product.objects.filter(store_id=store_id, active=True).values_list("tax_rate", flat=True)
    return [rate for rate, _times in Counter(rows.order_by("tax_rate")).most_common()]


def products_of(actor: Actor, *, words: str = "", offered: bool | None = None) -> QuerySet[Product]:
    """The store's products in the shop's order, with `price_from`.

    `words`: each must occur in the title, in the name of a variant, or begin an article number.
    """
    actor.require(May.READ_CATALOG)
    found = Product.objects.filter(store_id=actor.store_id).annotate(
        price_from=Min("variants__price", filter=Q(variants__active=True))
    )
    if offered is not None:
        found = found.filter(active=offered)
    for word in words.split()[:6]:
        variants = Variant.objects.filter(
            _called("title", word) | Q(sku__istartswith=word), store_id=actor.store_id
        )
        found = found.filter(_called("title", word) | Q(pk__in=variants.values("product_id")))
    return found.order_by("position", "pk")


def variants_for_sale(actor: Actor, words: str) -> QuerySet[Variant]:
    """What can be ordered under these words while somebody types, in the shop's order, with its product.

    Each word must occur in the product's title or the variant's name, or begin its article number; none finds none.
    """
    actor.require(May.READ_CATALOG)
    said = words.split()[:8]
    found = Variant.objects.filter(store_id=actor.store_id, active=True, product__active=True)
    for word in said:
        found = found.filter(
            _called("product__title", word) | _called("title", word) | Q(sku__istartswith=word)
        )
    found = found if said else found.none()
    return found.select_related("product").order_by("product__position", "product_id", "position", "pk")


def product_for(actor: Actor, product_id: int) -> Product:
    """One product with its variants, questions and answers. Raises NotFound for unknown and foreign alike."""
    actor.require(May.READ_CATALOG)
    product = with_parts(Product.objects.filter(store_id=actor.store_id, pk=product_id)).first()
    if product is None:
        raise NotFound
    return product


def variant_for(actor: Actor, variant_id: int) -> Variant:
    """One variant. Raises NotFound for unknown and foreign alike."""
    actor.require(May.READ_CATALOG)
    variant = Variant.objects.filter(store_id=actor.store_id, pk=variant_id).first()
    if variant is None:
        raise NotFound
    return variant


def with_parts(products: QuerySet[Product]) -> QuerySet[Product]:
    """With `variants`, `option_groups` and their `options` read in three statements, in the order they are
    shown.
    """
    return products.prefetch_related(
        Prefetch("variants", Variant.objects.order_by("position", "pk")),
        Prefetch("option_groups", OptionGroup.objects.order_by("position", "pk")),
        Prefetch("option_groups__options", Option.objects.order_by("position", "pk")),
    )


def _called(field: str, word: str) -> Q:
    """The word occurs in the field, in any case. SQLite folds the case of ASCII letters only."""
    found = Q(**{f"{field}__icontains": word})
    for spelling in (word.capitalize(), word.lower(), word.upper()):
        found |= Q(**{f"{field}__icontains": spelling})
    return found


def _in_tags(text: str, *, whole: bool = False) -> Q:
    """SQLite keeps JSON as Python wrote it (ü as an escape), PostgreSQL as people read it: look for both."""
    written, read = json.dumps(text), json.dumps(text, ensure_ascii=False)
    if whole:
        return Q(all_tags__contains=written) | Q(all_tags__contains=read)
    return Q(all_tags__icontains=written[1:-1]) | Q(all_tags__icontains=read[1:-1])
