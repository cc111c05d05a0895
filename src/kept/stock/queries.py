"""Reads of the stock counters."""

from collections.abc import Iterable

from kept.stock.models import Level


def available(store_id: int, variants: Iterable[int]) -> dict[int, int]:
    """How many of each variant can still be promised. A variant whose stock is not counted is not in the answer."""
    levels = Level.objects.filter(store_id=store_id, variant_id__in=list(variants), variant__tracked=True)
    return dict(levels.values_list("variant_id", "available"))
