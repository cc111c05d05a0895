"""Reads: stock levels, the ledger behind them, and levels that disagree with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from kept.catalog.models import Variant
from kept.kit.refusals import NotFound
from kept.stock.models import Level, Movement
from kept.stores.actor import Actor
from kept.stores.roles import May


@dataclass(frozen=True, slots=True)
class WrongLevel:
    """A level that is not the sum of its movements, because something wrote past the actions."""

    store_id: int
    variant_id: int
    available: int
    ledger: int


def counted_variants(actor: Actor, *, search: str = "", low: int | None = None) -> QuerySet[Variant]:
    """Return the variants whose stock is counted, with `available` and `last_counted`, in the shop's order.

    `search` matches product, variant and article number. `low`: only those with at most so many available.
    """
    actor.require(May.READ_STOCK)
    counts = Movement.objects.filter(variant=OuterRef("pk"), kind=Movement.Kind.COUNTED).order_by("-pk")
    variants = (
        Variant.objects.filter(store_id=actor.store_id, tracked=True)
        .select_related("product")
        .annotate(
            available=Coalesce(F("level__available"), 0), last_counted=Subquery(counts.values("at")[:1])
        )
    )
    for word in search.split()[:6]:
        match = Q(sku__istartswith=word)
        for spelling in (word, word.capitalize(), word.lower()):
            match |= Q(product__title__icontains=spelling) | Q(title__icontains=spelling)
        variants = variants.filter(match)
    if low is not None:
        variants = variants.filter(available__lte=low)
    return variants.order_by("product__position", "product_id", "position", "pk")


def variant_for(actor: Actor, variant_id: int) -> Variant:
    """Return a variant of the store, counted or not, with `available`.

    Raises NotFound for unknown and foreign alike.
    """
    actor.require(May.READ_STOCK)
    variant = (
        Variant.objects.filter(store_id=actor.store_id, pk=variant_id)
        .select_related("product")
        .annotate(available=Coalesce(F("level__available"), 0))
        .first()
    )
    if variant is None:
        raise NotFound
    return variant


def level_for(actor: Actor, variant_id: int) -> Level:
    """Return the level of a variant, with the variant.

    Raises NotFound for unknown, foreign and never counted alike.
    """
    actor.require(May.READ_STOCK)
    level = Level.objects.select_related("variant").filter(store_id=actor.store_id, pk=variant_id).first()
    if level is None:
        raise NotFound
    return level


def available(store_id: int, variants: Iterable[int]) -> dict[int, int]:
    """Return how many of each variant can still be promised. Variants whose stock is not counted are left out."""
    levels = Level.objects.filter(store_id=store_id, variant_id__in=list(variants), variant__tracked=True)
    return dict(levels.values_list("variant_id", "available"))


def ledger_of(actor: Actor, variant_id: int) -> QuerySet[Movement]:
    """Return the movements of a variant, newest first. Raises NotFound for unknown and foreign alike."""
    variant = variant_for(actor, variant_id)
    return Movement.objects.filter(store_id=actor.store_id, variant_id=variant.pk).order_by("-pk")


def wrong_levels(store_id: int | None = None) -> list[WrongLevel]:
    """Return the levels that differ from the sum of their movements, in one store or all (for `kept verify`)."""
    sums = Movement.objects.filter(variant=OuterRef("pk")).order_by().values("variant")
    levels = Level.objects.annotate(
        ledger=Coalesce(Subquery(sums.annotate(moved=Sum("quantity")).values("moved")), 0)
    )
    if store_id is not None:
        levels = levels.filter(store_id=store_id)
    wrong = levels.exclude(available=F("ledger")).order_by("pk")
    return [WrongLevel(one.store_id, one.pk, one.available, one.ledger) for one in wrong]
