"""Goods come, go, and are counted: the writes of the stock ledger (E4, E5)."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kept.faces.api.auth import Caller, caller
from kept.faces.api.guarding import guarded_by
from kept.faces.api.reading import whole_level
from kept.faces.api.replies import seen
from kept.faces.api.shapes.shown_shelf import LevelAfter
from kept.faces.api.words import WHOLE, Given, RowId, text
from kept.faces.api.writing import Done, write
from kept.stock.actions.count_stock import count_stock
from kept.stock.actions.receive_stock import receive_stock
from kept.stock.actions.write_off_stock import write_off_stock
from kept.stock.models import Level
from kept.stock.writes import lock_level

router = Router()

MOST = 10**9
Cause = Annotated[str, text(100, least=1, examples=["Delivery note 4711"])]


class GoodsMoved(Given):
    """So many pieces, and why.

    A `cause` is used once per variant: the same delivery is not received twice.
    """

    pieces: Annotated[int, Field(ge=1, le=MOST), WHOLE]
    cause: Cause


class GoodsCounted(Given):
    """So many were counted on the shelf, and on which occasion."""

    counted: Annotated[int, Field(ge=0, le=MOST), WHOLE]
    cause: Cause


@router.post("/stock/{variant_id}/receipts", response=LevelAfter, summary="Receive goods")
def receive(request: HttpRequest, variant_id: RowId, moved: GoodsMoved) -> HttpResponse:
    """There is more to promise."""
    return _on_level(
        request,
        variant_id,
        lambda who, now: receive_stock(
            actor=who.actor, variant_id=variant_id, pieces=moved.pieces, cause=moved.cause, now=now
        ),
    )


@router.post("/stock/{variant_id}/write-offs", response=LevelAfter, summary="Write goods off")
def write_off(request: HttpRequest, variant_id: RowId, moved: GoodsMoved) -> HttpResponse:
    """Broken, spoiled, gone: there is less to promise."""
    return _on_level(
        request,
        variant_id,
        lambda who, now: write_off_stock(
            actor=who.actor, variant_id=variant_id, pieces=moved.pieces, cause=moved.cause, now=now
        ),
    )


@router.post("/stock/{variant_id}/counts", response=LevelAfter, summary="Count goods")
def count(request: HttpRequest, variant_id: RowId, counted: GoodsCounted) -> HttpResponse:
    """What stands on the shelf is what can be promised."""
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
