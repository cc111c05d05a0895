"""The store, what it sells and what is left of it."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.catalog.models import Product, Variant
from kept.faces.api.auth import caller
from kept.faces.api.paging import Cursor, Limit, cut
from kept.faces.api.replies import reply
from kept.faces.api.shapes import shelf as shape
from kept.faces.api.shapes.order import page
from kept.faces.api.shapes.shown_shelf import (
    LevelPage,
    LevelShown,
    MovementPage,
    ProductPage,
    ProductShown,
    StoreShown,
    VariantPage,
    VariantShown,
)
from kept.faces.api.words import RowId, text
from kept.kit.refusals import NotFound
from kept.promises.rhythm import rhythm_of
from kept.stock.models import Level, Movement

router = Router()


@router.get("/store", response=StoreShown, summary="Read the store")
def store(request: HttpRequest) -> HttpResponse:
    """The store this key opens: how it works, how orders reach buyers, how they can be paid."""
    who = caller(request)
    return reply(shape.store(who.store, rhythm_of(who.store), who.actor))


@router.get("/products", response=ProductPage, summary="Read products")
def products(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    active: bool | None = None,
) -> HttpResponse:
    """Everything the store sells or sold, with its variants."""
    found = Product.objects.filter(store_id=caller(request).store.pk, pk__gt=int(cursor or 0)).order_by("id")
    if active is not None:
        found = found.filter(active=active)
    rows, following = cut(found.prefetch_related("variants"), limit, lambda row: row.pk)
    left = _left([each.pk for row in rows for each in row.variants.all()])
    return reply(page([shape.product(row, left) for row in rows], following))


@router.get("/products/{product_id}", response=ProductShown, summary="Read a product")
def product(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """A product with its variants and options."""
    found = Product.objects.filter(store_id=caller(request).store.pk, pk=product_id)
    row = found.prefetch_related("variants", "option_groups__options").first()
    if row is None:
        raise NotFound
    return reply(shape.whole_product(row, _left([each.pk for each in row.variants.all()])))


@router.get("/variants", response=VariantPage, summary="Read variants")
def variants(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    sku: Annotated[str | None, text(64)] = None,
) -> HttpResponse:
    """Everything with a price and an article number; one of them by its `sku`."""
    found = Variant.objects.filter(store_id=caller(request).store.pk, pk__gt=int(cursor or 0)).order_by("id")
    if sku is not None:
        found = found.filter(sku=sku)
    rows, following = cut(found, limit, lambda row: row.pk)
    left = _left([row.pk for row in rows])
    return reply(page([shape.variant(row, left) for row in rows], following))


@router.get("/variants/{variant_id}", response=VariantShown, summary="Read a variant")
def variant(request: HttpRequest, variant_id: RowId) -> HttpResponse:
    """One variant, and how many are left."""
    row = Variant.objects.filter(store_id=caller(request).store.pk, pk=variant_id).first()
    if row is None:
        raise NotFound
    return reply(shape.variant(row, _left([row.pk])))


@router.get("/stock", response=LevelPage, summary="Read stock levels")
def levels(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> HttpResponse:
    """How many of each counted variant can still be promised."""
    found = Level.objects.filter(store_id=caller(request).store.pk, pk__gt=int(cursor or 0))
    rows, following = cut(found.select_related("variant").order_by("pk"), limit, lambda row: row.pk)
    return reply(page([shape.level(row) for row in rows], following))


@router.get("/stock/{variant_id}", response=LevelShown, summary="Read one stock level")
def level(request: HttpRequest, variant_id: RowId) -> HttpResponse:
    """How many of a counted variant can still be promised."""
    return reply(shape.level(_level(request, variant_id)))


@router.get("/stock/{variant_id}/movements", response=MovementPage, summary="Read stock movements")
def movements(
    request: HttpRequest, variant_id: RowId, cursor: Cursor = None, limit: Limit = 50
) -> HttpResponse:
    """The ledger of a variant, newest first: the level is the sum of its movements."""
    found = Movement.objects.filter(variant_id=_level(request, variant_id).pk).order_by("-id")
    if cursor:
        found = found.filter(pk__lt=int(cursor))
    rows, following = cut(found, limit, lambda row: row.pk)
    return reply(page([shape.movement(row) for row in rows], following))


def _level(request: HttpRequest, variant_id: int) -> Level:
    found = Level.objects.select_related("variant").filter(store_id=caller(request).store.pk, pk=variant_id)
    row = found.first()
    if row is None:
        raise NotFound
    return row


def _left(variant_ids: list[int]) -> dict[int, int]:
    return dict(Level.objects.filter(variant_id__in=variant_ids).values_list("variant_id", "available"))
