"""One variant's stock moves by hand: the write module that receiving, counting and writing off share."""

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

# What one shelf can hold: room for sums in 64 bits, and small enough to show a slip of the finger.
MOST_IN_STOCK = 1_000_000_000


def lock_level(actor: Actor, variant_id: int, *, seen: int | None = None) -> Level:
    """The level of a counted variant of the actor's store, locked, made if it never had one.

    `seen` is the revision the caller decided on; a newer one refuses with Changed (412). Raises NotFound, or
    NotCounted where the store does not count it.
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
    """Put `quantity` (negative: take) on a locked level and write the ledger's line.

    Returns the cause as kept. Raises OutOfStock below zero, MovedTwice where the cause has moved this variant
    before, BadPieces without a cause or for more than a shelf holds.
    """
    require_transaction()
    why = one_line(cause, 120, "cause")
    if not why:
        raise BadPieces(_("Say what it is about, such as the number of the delivery note."), field="cause")
    if level.available + quantity < 0:
        raise OutOfStock(short=[{"variant": level.pk, "wanted": -quantity, "available": level.available}])
    if level.available + quantity > MOST_IN_STOCK:
        raise BadPieces(_("That number is too large."), field="pieces")
    if Movement.objects.filter(variant_id=level.pk, cause=why).exists():
        raise MovedTwice
    Movement.objects.create(
        store_id=actor.store_id,
        variant_id=level.pk,
        quantity=quantity,
        kind=kind,
        cause=why,
        actor=actor.name,
        at=now,
    )
    level.available += quantity
    level.revision += 1
    level.save(update_fields=["available", "revision"])
    return why


def pieces_of(number: int) -> int:
    """A number of pieces that can be received or written off. Raises BadPieces."""
    if not 1 <= number <= MOST_IN_STOCK:
        raise BadPieces(_("Write how many pieces: a whole number from 1."), field="pieces")
    return number
