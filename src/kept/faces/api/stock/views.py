"""The operations on stock: levels and movements; receive, write off, count (E4, E5)."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.fields import RowId
from kept.faces.api.guarding import show_current_if_changed
from kept.faces.api.operations import operation
from kept.faces.api.paging import Cursor, Limit, page_response
from kept.faces.api.responses import conditional_response, etag, if_match
from kept.faces.api.stock.schemas import (
    StockCountInput,
    StockLevelOut,
    StockLevelPage,
    StockMovementInput,
    StockMovementPage,
    stock_level_out,
    stock_movement_out,
)
from kept.faces.api.writing import WriteResult, write
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
    id="stock.list",
    scopes={May.READ_STOCK},
    response=StockLevelPage,
    summary="Read stock levels",
)
def list_levels(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> HttpResponse:
    """List how many of each counted variant can still be promised."""
    rows = Level.objects.filter(store_id=caller_of(request).store.pk).select_related("variant")
    return page_response(rows, cursor, limit, lambda page: [stock_level_out(row) for row in page])


@operation(
    router.get,
    "/stock/{variant_id}",
    id="stock.get",
    scopes={May.READ_STOCK},
    response={200: StockLevelOut, 304: None},
    summary="Read one stock level",
)
def get_level(request: HttpRequest, variant_id: RowId) -> HttpResponse:
    """Get how many of a counted variant can still be promised. Its ETag is its revision and that of the variant."""
    body, tag = level_with_etag(caller_of(request).actor, variant_id)
    return conditional_response(request, tag, lambda: body)


@operation(
    router.get,
    "/stock/{variant_id}/movements",
    id="stock_movements.list",
    scopes={May.READ_STOCK},
    response=StockMovementPage,
    summary="Read stock movements",
)
def list_movements(
    request: HttpRequest, variant_id: RowId, cursor: Cursor = None, limit: Limit = 50
) -> HttpResponse:
    """List the ledger of a variant, newest first: the level is the sum of its movements."""
    rows = Movement.objects.filter(variant_id=level_for(caller_of(request).actor, variant_id).pk)
    return page_response(
        rows, cursor, limit, lambda page: [stock_movement_out(row) for row in page], by="-pk"
    )


@operation(
    router.post,
    "/stock/{variant_id}/receipts",
    id="stock.receive",
    scopes={May.READ_STOCK, May.WRITE_STOCK},
    guarded=True,
    response=StockLevelOut,
    summary="Receive goods",
    example={"quantity": 24, "reference": "Delivery note 4711"},
)
def receive(request: HttpRequest, variant_id: RowId, body: StockMovementInput) -> HttpResponse:
    """Book goods that came in: there is more to promise."""
    return _on_level(
        request,
        variant_id,
        lambda caller, now: receive_stock(
            actor=caller.actor, variant_id=variant_id, pieces=body.quantity, cause=body.reference, now=now
        ),
    )


@operation(
    router.post,
    "/stock/{variant_id}/write-offs",
    id="stock.write_off",
    scopes={May.READ_STOCK, May.WRITE_STOCK},
    guarded=True,
    response=StockLevelOut,
    summary="Write goods off",
    example={"quantity": 1, "reference": "Broken vase, 24 November"},
)
def write_off(request: HttpRequest, variant_id: RowId, body: StockMovementInput) -> HttpResponse:
    """Book goods that are broken, spoiled or gone: there is less to promise."""
    return _on_level(
        request,
        variant_id,
        lambda caller, now: write_off_stock(
            actor=caller.actor, variant_id=variant_id, pieces=body.quantity, cause=body.reference, now=now
        ),
    )


@operation(
    router.post,
    "/stock/{variant_id}/counts",
    id="stock.count",
    scopes={May.READ_STOCK, May.WRITE_STOCK},
    guarded=True,
    response=StockLevelOut,
    summary="Count goods",
    example={"quantity": 17, "reference": "Count of 24 November"},
)
def count(request: HttpRequest, variant_id: RowId, body: StockCountInput) -> HttpResponse:
    """Set how many can be promised to what was counted."""
    return _on_level(
        request,
        variant_id,
        lambda caller, now: count_stock(
            actor=caller.actor, variant_id=variant_id, counted=body.quantity, cause=body.reference, now=now
        ),
    )


def _on_level(
    request: HttpRequest, variant_id: int, act: Callable[[Caller, datetime], Level]
) -> HttpResponse:
    def perform(caller: Caller, now: datetime) -> WriteResult:
        lock_level(caller.actor, variant_id, seen=if_match(request))
        act(caller, now)
        body, tag = level_with_etag(caller.actor, variant_id)
        return 200, body, {"ETag": tag}

    return show_current_if_changed(
        "stock",
        lambda: level_with_etag(caller_of(request).actor, variant_id),
        lambda: write(request, perform),
    )


def level_with_etag(actor: Actor, variant_id: int) -> tuple[StockLevelOut, str]:
    """Return how many of a variant can still be promised, and its ETag. Raises NotFound."""
    row = level_for(actor, variant_id)
    return stock_level_out(row), etag(row, row.variant.revision)
