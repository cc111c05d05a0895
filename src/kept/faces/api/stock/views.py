"""Stock: what is left and why; goods come, go, and are counted (E4, E5)."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller
from kept.faces.api.fields import RowId
from kept.faces.api.guarding import guarded_by
from kept.faces.api.operations import operation
from kept.faces.api.paging import Cursor, Limit, cut
from kept.faces.api.responses import etag, reply, seen, shown
from kept.faces.api.stock import schemas as shape
from kept.faces.api.stock.schemas import (
    GoodsCounted,
    GoodsMoved,
    LevelAfter,
    LevelPage,
    LevelShown,
    MovementPage,
)
from kept.faces.api.values import Plain, page
from kept.faces.api.writing import Done, write
from kept.stock.actions.count_stock import count_stock
from kept.stock.actions.receive_stock import receive_stock
from kept.stock.actions.write_off_stock import write_off_stock
from kept.stock.models import Level, Movement
from kept.stock.queries import level_for
from kept.stock.writes import lock_level
from kept.stores.actor import Actor
from kept.stores.roles import May

router = Router()


@operation(
    router.get,
    "/stock",
    id="shelf.levels",
    scopes={May.READ_STOCK},
    response=LevelPage,
    summary="Read stock levels",
)
def levels(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> HttpResponse:
    """How many of each counted variant can still be promised."""
    found = Level.objects.filter(store_id=caller(request).store.pk, pk__gt=int(cursor or 0))
    rows, following = cut(found.select_related("variant").order_by("pk"), limit, lambda row: row.pk)
    return reply(page([shape.level(row) for row in rows], following))


@operation(
    router.get,
    "/stock/{variant_id}",
    id="shelf.level",
    scopes={May.READ_STOCK},
    response={200: LevelShown, 304: None},
    summary="Read one stock level",
)
def level(request: HttpRequest, variant_id: RowId) -> HttpResponse:
    """How many of a counted variant can still be promised. Its ETag is its revision and that of the variant."""
    body, tag = whole_level(caller(request).actor, variant_id)
    return shown(request, tag, lambda: body)


@operation(
    router.get,
    "/stock/{variant_id}/movements",
    id="shelf.movements",
    scopes={May.READ_STOCK},
    response=MovementPage,
    summary="Read stock movements",
)
def movements(
    request: HttpRequest, variant_id: RowId, cursor: Cursor = None, limit: Limit = 50
) -> HttpResponse:
    """The ledger of a variant, newest first: the level is the sum of its movements."""
    found = Movement.objects.filter(variant_id=level_for(caller(request).actor, variant_id).pk).order_by(
        "-id"
    )
    if cursor:
        found = found.filter(pk__lt=int(cursor))
    rows, following = cut(found, limit, lambda row: row.pk)
    return reply(page([shape.movement(row) for row in rows], following))


@operation(
    router.post,
    "/stock/{variant_id}/receipts",
    id="goods.receive",
    scopes={May.READ_STOCK, May.WRITE_STOCK},
    guarded=True,
    response=LevelAfter,
    summary="Receive goods",
    example={"pieces": 24, "cause": "Delivery note 4711"},
)
def receive(request: HttpRequest, variant_id: RowId, moved: GoodsMoved) -> HttpResponse:
    """There is more to promise."""
    return _on_level(
        request,
        variant_id,
        lambda who, now: receive_stock(
            actor=who.actor, variant_id=variant_id, pieces=moved.pieces, cause=moved.cause, now=now
        ),
    )


@operation(
    router.post,
    "/stock/{variant_id}/write-offs",
    id="goods.write_off",
    scopes={May.READ_STOCK, May.WRITE_STOCK},
    guarded=True,
    response=LevelAfter,
    summary="Write goods off",
    example={"pieces": 1, "cause": "Broken vase, 24 November"},
)
def write_off(request: HttpRequest, variant_id: RowId, moved: GoodsMoved) -> HttpResponse:
    """Broken, spoiled, gone: there is less to promise."""
    return _on_level(
        request,
        variant_id,
        lambda who, now: write_off_stock(
            actor=who.actor, variant_id=variant_id, pieces=moved.pieces, cause=moved.cause, now=now
        ),
    )


@operation(
    router.post,
    "/stock/{variant_id}/counts",
    id="goods.count",
    scopes={May.READ_STOCK, May.WRITE_STOCK},
    guarded=True,
    response=LevelAfter,
    summary="Count goods",
    example={"counted": 17, "cause": "Count of 24 November"},
)
def count(request: HttpRequest, variant_id: RowId, counted: GoodsCounted) -> HttpResponse:
    """What is in stock is what can be promised."""
    return _on_level(
        request,
        variant_id,
        lambda who, now: count_stock(
            actor=who.actor, variant_id=variant_id, counted=counted.counted, cause=counted.cause, now=now
        ),
    )


def _on_level(
    request: HttpRequest, variant_id: int, act: Callable[[Caller, datetime], Level]
) -> HttpResponse:
    def work(who: Caller, now: datetime) -> Done:
        lock_level(who.actor, variant_id, seen=seen(request))
        level = act(who, now)
        tag = whole_level(who.actor, variant_id)[1]
        return 200, {"variant": level.variant_id, "available": level.available}, {"ETag": tag}

    return guarded_by(
        "stock", lambda: whole_level(caller(request).actor, variant_id), lambda: write(request, work)
    )


def whole_level(actor: Actor, variant_id: int) -> tuple[Plain, str]:
    """How many of a variant can still be promised. Raises NotFound."""
    row = level_for(actor, variant_id)
    return shape.level(row), etag(row, row.variant.revision)
