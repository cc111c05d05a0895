"""Reads: levels, the ledger behind them, and whether the two still agree."""

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
    """A counter that does not follow from its ledger.

    Somebody wrote past the actions, or the database lied.
    """

    store_id: int
    variant_id: int
    available: int
    ledger: int


def counted_variants(actor: Actor, *, words: str = "", low: int | None = None) -> QuerySet[Variant]:
    """The store's counted variants with `available` and `last_counted`, in the shop's order.

    `words` are looked for in product, variant and article number; `low` leaves only those with no more than
    that.
    """
    actor.require(May.READ_STOCK)
    counts = Movement.objects.filter(variant=OuterRef("pk"), kind=Movement.Kind.COUNTED).order_by("-pk")
    found = (
        Variant.objects.filter(store_id=actor.store_id, tracked=True)
        .select_related("product")
        .annotate(
            available=Coalesce(F("level__available"), 0), last_counted=Subquery(counts.values("at")[:1])
        )
    )
    for word in words.split()[:6]:
        like = Q(sku__istartswith=word)
        for spelling in (word, word.capitalize(), word.lower()):
            like |= Q(product__title__icontains=spelling) | Q(title__icontains=spelling)
        found = found.filter(like)
    if low is not None:
        found = found.filter(available__lte=low)
    return found.order_by("product__position", "product_id", "position", "pk")


def variant_for(actor: Actor, variant_id: int) -> Variant:
    """One variant of the store, counted or not, with `available`.

    Raises NotFound for unknown and foreign alike.
    """
    actor.require(May.READ_STOCK)
    found = (
        Variant.objects.filter(store_id=actor.store_id, pk=variant_id)
        .select_related("product")
        .annotate(available=Coalesce(F("level__available"), 0))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def level_for(actor: Actor, variant_id: int) -> Level:
    """The level of one variant, which is at hand, too.

    Raises NotFound for unknown, foreign and never counted alike.
    """
    actor.require(May.READ_STOCK)
    level = Level.objects.select_related("variant").filter(store_id=actor.store_id, pk=variant_id).first()
    if level is None:
        raise NotFound
    return level


def available(store_id: int, variants: Iterable[int]) -> dict[int, int]:
    """How many of each variant can still be promised. A variant whose stock is not counted is not in the answer."""
    levels = Level.objects.filter(store_id=store_id, variant_id__in=list(variants), variant__tracked=True)
    return dict(levels.values_list("variant_id", "available"))


def ledger_of(actor: Actor, variant_id: int) -> QuerySet[Movement]:
    """The movements of one variant, newest first. Raises NotFound for unknown and foreign alike."""
    variant = variant_for(actor, variant_id)
    return Movement.objects.filter(store_id=actor.store_id, variant_id=variant.pk).order_by("-pk")


def wrong_levels(store_id: int | None = None) -> list[WrongLevel]:
    """Levels that differ from the sum of their movements, in all stores or one (for `kept verify`)."""
    sums = Movement.objects.filter(variant=OuterRef("pk")).order_by().values("variant")
    levels = Level.objects.annotate(
        ledger=Coalesce(Subquery(sums.annotate(moved=Sum("quantity")).values("moved")), 0)
    )
    if store_id is not None:
        levels = levels.filter(store_id=store_id)
    wrong = levels.exclude(available=F("ledger")).order_by("pk")
    return [WrongLevel(one.store_id, one.pk, one.available, one.ledger) for one in wrong]
