"""Reads: the products in the shop, for everybody; all products of the actor's store, for the desk."""

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


def products_in_shop(store_id: int, *, search: str = "", tag: str = "") -> QuerySet[Product]:
    """Return the products in the shop, in its order, each with its variants for sale.

    `search`: each word must occur in title, summary or tags. `tag`: one of the store's tags.
    """
    products = Product.objects.filter(store_id=store_id, active=True).filter(
        pk__in=Variant.objects.filter(store_id=store_id, active=True).values("product")
    )
    if search or tag:
        products = products.annotate(all_tags=Cast("tags", TextField()))
    for word in search.split()[:8]:
        products = products.filter(_contains("title", word) | _contains("summary", word) | _in_tags(word))
    if tag:
        products = products.filter(_in_tags(tag, whole=True))
    return products.order_by("position", "id").prefetch_related(Prefetch("variants", _FOR_SALE))


def product_in_shop(store_id: int, slug: str) -> Product:
    """Return a product in the shop, with its variants for sale, questions and answers. Raises NotFound."""
    questions = OptionGroup.objects.order_by("position", "id").prefetch_related(Prefetch("options", _ANSWERS))
    product = (
        products_in_shop(store_id)
        .filter(slug=slug)
        .prefetch_related(Prefetch("option_groups", questions))
        .first()
    )
    if product is None:
        raise NotFound
    return product


def tags_in_shop(store_id: int) -> list[str]:
    """Return the tags of the products in the shop, the most used first."""
    rows = (
        Product.objects.filter(store_id=store_id, active=True).exclude(tags=[]).values_list("tags", flat=True)
    )
    return [tag for tag, _count in Counter(tag for tags in rows for tag in tags).most_common()]


def tax_rates(store_id: int) -> list[int]:
    """Return the tax rates (basis points) of the store's products, the most used first."""
    rows = Product.objects.filter(store_id=store_id, active=True).values_list("tax_rate", flat=True)
    return [rate for rate, _count in Counter(rows.order_by("tax_rate")).most_common()]


def products_of(actor: Actor, *, search: str = "", offered: bool | None = None) -> QuerySet[Product]:
    """Return the store's products in the shop's order, with `price_from`.

    `search`: each word must occur in the title or in the name of a variant, or begin an article number.
    `offered`: only those in the shop (True) or out of it (False).
    """
    actor.require(May.READ_CATALOG)
    products = Product.objects.filter(store_id=actor.store_id).annotate(
        price_from=Min("variants__price", filter=Q(variants__active=True))
    )
    if offered is not None:
        products = products.filter(active=offered)
    for word in search.split()[:6]:
        variants = Variant.objects.filter(
            _contains("title", word) | Q(sku__istartswith=word), store_id=actor.store_id
        )
        products = products.filter(_contains("title", word) | Q(pk__in=variants.values("product_id")))
    return products.order_by("position", "pk")


def variants_for_sale(actor: Actor, search: str) -> QuerySet[Variant]:
    """Return the variants for sale that match `search`, in the shop's order, each with its product.

    Each word must occur in the product's title or the variant's name, or begin its article number. An empty search
    matches nothing.
    """
    actor.require(May.READ_CATALOG)
    words = search.split()[:8]
    variants = Variant.objects.filter(store_id=actor.store_id, active=True, product__active=True)
    for word in words:
        variants = variants.filter(
            _contains("product__title", word) | _contains("title", word) | Q(sku__istartswith=word)
        )
    variants = variants if words else variants.none()
    return variants.select_related("product").order_by("product__position", "product_id", "position", "pk")


def product_for(actor: Actor, product_id: int) -> Product:
    """Return a product with its variants, questions and answers. Raises NotFound for unknown and foreign alike."""
    actor.require(May.READ_CATALOG)
    product = with_variants_and_questions(
        Product.objects.filter(store_id=actor.store_id, pk=product_id)
    ).first()
    if product is None:
        raise NotFound
    return product


def variant_for(actor: Actor, variant_id: int) -> Variant:
    """Return a variant. Raises NotFound for unknown and foreign alike."""
    actor.require(May.READ_CATALOG)
    variant = Variant.objects.filter(store_id=actor.store_id, pk=variant_id).first()
    if variant is None:
        raise NotFound
    return variant


def with_variants_and_questions(products: QuerySet[Product]) -> QuerySet[Product]:
    """Prefetch `variants`, `option_groups` and their `options` in three statements, in the order of the pages."""
    return products.prefetch_related(
        Prefetch("variants", Variant.objects.order_by("position", "pk")),
        Prefetch("option_groups", OptionGroup.objects.order_by("position", "pk")),
        Prefetch("option_groups__options", Option.objects.order_by("position", "pk")),
    )


def _contains(field: str, word: str) -> Q:
    """Match the word in the field in any case. SQLite ignores the case of ASCII letters only."""
    match = Q(**{f"{field}__icontains": word})
    for spelling in (word.capitalize(), word.lower(), word.upper()):
        match |= Q(**{f"{field}__icontains": spelling})
    return match


def _in_tags(text: str, *, whole: bool = False) -> Q:
    """Match a tag. SQLite keeps JSON as Python wrote it (ü as an escape), PostgreSQL as people read it: try both."""
    escaped, plain = json.dumps(text), json.dumps(text, ensure_ascii=False)
    if whole:
        return Q(all_tags__contains=escaped) | Q(all_tags__contains=plain)
    return Q(all_tags__icontains=escaped[1:-1]) | Q(all_tags__icontains=plain[1:-1])
