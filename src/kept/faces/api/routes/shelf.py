"""The store, what it sells and what is left of it."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import caller
from kept.faces.api.paging import Cursor, Limit, cut
from kept.faces.api.reading import whole_level
from kept.faces.api.replies import reply, shown
from kept.faces.api.shapes import shelf as shape
from kept.faces.api.shapes.order import page
from kept.faces.api.shapes.shown_shelf import (
    LevelPage,
    LevelShown,
    MovementPage,
    StoreShown,
)
from kept.faces.api.words import RowId
from kept.promises.rhythm import rhythm_of
from kept.stock.models import Level, Movement
from kept.stock.queries import level_for

router = Router()


@router.get("/store", response=StoreShown, summary="Read the store")
def store(request: HttpRequest) -> HttpResponse:
    """The store this key opens: how it works, how orders reach buyers, how they can be paid."""
    who = caller(request)
    return reply(shape.store(who.store, rhythm_of(who.store), who.actor))


@router.get("/stock", response=LevelPage, summary="Read stock levels")
def levels(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> HttpResponse:
    """How many of each counted variant can still be promised."""
    found = Level.objects.filter(store_id=caller(request).store.pk, pk__gt=int(cursor or 0))
    rows, following = cut(found.select_related("variant").order_by("pk"), limit, lambda row: row.pk)
    return reply(page([shape.level(row) for row in rows], following))


@router.get("/stock/{variant_id}", response={200: LevelShown, 304: None}, summary="Read one stock level")
def level(request: HttpRequest, variant_id: RowId) -> HttpResponse:
    """How many of a counted variant can still be promised. Its ETag is its revision and that of the variant."""
    body, tag = whole_level(caller(request).actor, variant_id)
    return shown(request, tag, lambda: body)


@router.get("/stock/{variant_id}/movements", response=MovementPage, summary="Read stock movements")
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
