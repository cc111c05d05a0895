"""Writes of stock by hand, shared by receiving, counting and writing off."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.catalog.models import Variant
from kept.kit import rows
from kept.kit.refusals import Changed, NotFound
from kept.kit.text import one_line
from kept.kit.transactions import require_transaction
from kept.stock.models import Level, Movement
from kept.stock.refusals import BadPieces, MovedTwice, NotCounted, OutOfStock
from kept.stores.actor import Actor

# Pieces of one variant: sums fit into 64 bits, and a slip of the finger is refused.
MOST_IN_STOCK = 1_000_000_000


def lock_level(actor: Actor, variant_id: int, *, seen: int | None = None) -> Level:
    """Lock the level of a counted variant of the actor's store; create it if there is none.

    `seen` is the revision that the caller's decision is based on; a newer one refuses with Changed (412).
    Raises NotFound, or NotCounted where the store does not count it.
    """
    require_transaction()
    variant = Variant.objects.filter(store_id=actor.store_id, pk=variant_id).first()
    if variant is None:
        raise NotFound
    if not variant.tracked:
        raise NotCounted
    rows.insert(
        [Level(variant_id=variant_id, store_id=actor.store_id, available=0)],
        on_conflict="ON CONFLICT (variant_id) DO NOTHING",
    )
    level = Level.objects.select_for_update().get(pk=variant_id)
    if seen is not None and seen != level.revision:
        raise Changed(seen=seen, now=level.revision)
    return level


def move(level: Level, quantity: int, kind: Movement.Kind, *, cause: str, actor: Actor, now: datetime) -> str:
    """Add `quantity` (negative: take) to a locked level and write the movement; return the cleaned cause.

    Raises OutOfStock below zero, MovedTwice where the cause has moved this variant before, BadPieces without a cause
    or above MOST_IN_STOCK.
    """
    require_transaction()
    clean_cause = one_line(cause, 120, "cause")
    if not clean_cause:
        raise BadPieces(_("Say what it is about, such as the number of the delivery note."), field="cause")
    if level.available + quantity < 0:
        raise OutOfStock(short=[{"variant": level.pk, "wanted": -quantity, "available": level.available}])
    if level.available + quantity > MOST_IN_STOCK:
        raise BadPieces(_("That number is too large."), field="pieces")
    if Movement.objects.filter(variant_id=level.pk, cause=clean_cause).exists():
        raise MovedTwice
    Movement.objects.create(
        store_id=actor.store_id,
        variant_id=level.pk,
        quantity=quantity,
        kind=kind,
        cause=clean_cause,
        actor=actor.name,
        at=now,
    )
    level.available += quantity
    level.revision += 1
    level.save(update_fields=["available", "revision"])
    return clean_cause


def checked_pieces(number: int) -> int:
    """Return the number of pieces if it can be received or written off. Raises BadPieces."""
    if not 1 <= number <= MOST_IN_STOCK:
        raise BadPieces(_("Write how many pieces: a whole number from 1."), field="pieces")
    return number
