"""The operations on products, variants and their options: list, get, create, update, retire, restore (H1, H4)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.catalog.actions.add_variant import add_variant
from kept.catalog.actions.bring_back_product import bring_back_product
from kept.catalog.actions.change_product import change_product
from kept.catalog.actions.change_variant import change_variant
from kept.catalog.actions.create_product import create_product
from kept.catalog.actions.move_product import move_product
from kept.catalog.actions.retire_product import retire_product
from kept.catalog.actions.retire_variant import retire_variant
from kept.catalog.actions.set_options import set_options
from kept.catalog.locks import lock_product, lock_variant
from kept.catalog.models import Product, Variant
from kept.catalog.queries import variant_for
from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.catalog.examples import OPTION_GROUPS, PRODUCT
from kept.faces.api.catalog.inputs import (
    OptionGroupsInput,
    PositionInput,
    ProductInput,
    ProductUpdate,
    VariantInput,
    VariantUpdate,
    variant_values,
)
from kept.faces.api.catalog.outputs import ProductOut, ProductPage, ProductSummaryOut, VariantOut, VariantPage
from kept.faces.api.catalog.reading import levels_of, product_with_etag, variant_with_etag
from kept.faces.api.catalog.serializers import product_summary_out, variant_out
from kept.faces.api.fields import RowId, text
from kept.faces.api.guarding import show_current_if_changed
from kept.faces.api.operations import operation
from kept.faces.api.paging import Cursor, Limit, page_response
from kept.faces.api.responses import conditional_response, if_match
from kept.faces.api.writing import Perform, WriteResult, write
from kept.stores.roles import May

router = Router()


@operation(
    router.get,
    "/products",
    id="products.list",
    scopes={May.READ_CATALOG},
    response=ProductPage,
    summary="Read products",
)
def list_products(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    active: bool | None = None,
) -> HttpResponse:
    """List everything the store sells or sold, with its variants."""
    rows = Product.objects.filter(store_id=caller_of(request).store.pk).prefetch_related("variants")
    if active is not None:
        rows = rows.filter(active=active)
    return page_response(rows, cursor, limit, _products_out)


def _products_out(rows: Sequence[Product]) -> list[ProductSummaryOut]:
    levels = levels_of(variant.pk for row in rows for variant in row.variants.all())
    return [product_summary_out(row, levels) for row in rows]


@operation(
    router.get,
    "/products/{product_id}",
    id="products.get",
    scopes={May.READ_CATALOG},
    response={200: ProductOut, 304: None},
    summary="Read a product",
)
def get_product(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """Get a product with its variants and options. Its ETag is its revision and that of its stock."""
    body, tag = product_with_etag(caller_of(request).actor, product_id)
    return conditional_response(request, tag, lambda: body)


@operation(
    router.get,
    "/variants",
    id="variants.list",
    scopes={May.READ_CATALOG},
    response=VariantPage,
    summary="Read variants",
)
def list_variants(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    sku: Annotated[str | None, text(64)] = None,
) -> HttpResponse:
    """List everything with a price and an article number; or the one with this `sku`."""
    rows = Variant.objects.filter(store_id=caller_of(request).store.pk)
    if sku is not None:
        rows = rows.filter(sku=sku)
    return page_response(rows, cursor, limit, _variants_out)


def _variants_out(rows: Sequence[Variant]) -> list[VariantOut]:
    levels = levels_of(row.pk for row in rows)
    return [variant_out(row, levels) for row in rows]


@operation(
    router.get,
    "/variants/{variant_id}",
    id="variants.get",
    scopes={May.READ_CATALOG},
    response={200: VariantOut, 304: None},
    summary="Read a variant",
)
def get_variant(request: HttpRequest, variant_id: RowId) -> HttpResponse:
    """Get a variant, and how many are left. Its ETag is its revision and that of its stock."""
    body, tag = variant_with_etag(variant_for(caller_of(request).actor, variant_id))
    return conditional_response(request, tag, lambda: body)


@operation(
    router.post,
    "/products",
    id="products.create",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    tagged=True,
    creates={"product_id": "/id", "variant_id": "/variants/0/id"},
    response={201: ProductOut},
    summary="Create a product",
    example=PRODUCT,
)
def create(request: HttpRequest, body: ProductInput) -> HttpResponse:
    """Create a product with its variants and options, for sale at once, at the end of the shop's list."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        product = create_product(
            actor=caller.actor,
            details=body.values(),
            variants=[variant.values() for variant in body.variants],
            questions=[group.values() for group in body.option_groups],
            now=now,
        )
        reply, tag = product_with_etag(caller.actor, product.pk)
        return 201, reply, {"ETag": tag, "Location": f"/api/v1/products/{product.pk}"}

    return write(request, perform)


@operation(
    router.patch,
    "/products/{product_id}",
    id="products.update",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductOut,
    summary="Update a product",
    example={"summary": "Opens by Advent", "shelf_life_days": 42},
)
def update(request: HttpRequest, product_id: RowId, body: ProductUpdate) -> HttpResponse:
    """Change its words and rules. Agreed orders keep what they say."""

    def act(caller: Caller, now: datetime) -> Product:
        values = body.values_for(lock_product(caller.actor, product_id))
        return change_product(actor=caller.actor, product_id=product_id, details=values, now=now)

    return on_product(request, product_id, act)


@operation(
    router.put,
    "/products/{product_id}/retirement",
    id="products.retire",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductOut,
    summary="Retire a product",
)
def retire(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """Offer it no longer in the shop. It stays readable, and orders that have it keep it."""
    return on_product(
        request,
        product_id,
        lambda caller, now: retire_product(actor=caller.actor, product_id=product_id, now=now),
    )


@operation(
    router.delete,
    "/products/{product_id}/retirement",
    id="products.restore",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductOut,
    summary="Restore a product",
)
def restore(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """Offer it in the shop again."""
    return on_product(
        request,
        product_id,
        lambda caller, now: bring_back_product(actor=caller.actor, product_id=product_id, now=now),
    )


@operation(
    router.put,
    "/products/{product_id}/position",
    id="products.move",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductOut,
    summary="Move a product in the shop's list",
    example={"before": None},
)
def move(request: HttpRequest, product_id: RowId, body: PositionInput) -> HttpResponse:
    """Set where it stands in the shop's list. That is no part of what it is: its ETag stays."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        move_product(actor=caller.actor, product_id=product_id, before=body.before, now=now)
        # Looked at afterwards: moving locks all products, in the order of their keys, and leaves the revision.
        lock_product(caller.actor, product_id, seen=if_match(request))
        reply, tag = product_with_etag(caller.actor, product_id)
        return 200, reply, {"ETag": tag}

    return _write(request, product_id, perform)


@operation(
    router.put,
    "/products/{product_id}/option-groups",
    id="products.update_option_groups",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductOut,
    summary="Set its option groups",
    example=OPTION_GROUPS,
)
def update_option_groups(request: HttpRequest, product_id: RowId, body: OptionGroupsInput) -> HttpResponse:
    """Let the product ask exactly these from now on. Agreed orders keep their options."""
    groups = [group.values() for group in body.option_groups]
    return on_product(
        request,
        product_id,
        lambda caller, now: set_options(actor=caller.actor, product_id=product_id, questions=groups, now=now),
    )


@operation(
    router.post,
    "/products/{product_id}/variants",
    id="variants.create",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    creates={"variant_id": "/id"},
    response={201: VariantOut},
    summary="Add a variant",
    example={"title": "Three stems", "price": 3900},
)
def create_variant(request: HttpRequest, product_id: RowId, body: VariantInput) -> HttpResponse:
    """Add a variant to the product. `If-Match` is about the product, the answer's ETag the variant's."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        lock_product(caller.actor, product_id, seen=if_match(request))
        row = add_variant(actor=caller.actor, product_id=product_id, details=body.values(), now=now)
        reply, tag = variant_with_etag(row)
        return 201, reply, {"ETag": tag, "Location": f"/api/v1/variants/{row.pk}"}

    return _write(request, product_id, perform)


@operation(
    router.patch,
    "/variants/{variant_id}",
    id="variants.update",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=VariantOut,
    summary="Update a variant",
    example={"price": 1550},
)
def update_variant(request: HttpRequest, variant_id: RowId, body: VariantUpdate) -> HttpResponse:
    """Change its price, its article number and the rest. Agreed orders keep theirs."""

    def act(caller: Caller, now: datetime) -> Variant:
        values = body.values_for(lock_variant(caller.actor, variant_id))
        return change_variant(actor=caller.actor, variant_id=variant_id, details=values, now=now)

    return _on_variant(request, variant_id, act)


@operation(
    router.put,
    "/variants/{variant_id}/retirement",
    id="variants.retire",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=VariantOut,
    summary="Retire a variant",
)
def retire_one_variant(request: HttpRequest, variant_id: RowId) -> HttpResponse:
    """Offer it no longer. The last one of a product stays: retire the product instead."""
    return _on_variant(
        request,
        variant_id,
        lambda caller, now: retire_variant(actor=caller.actor, variant_id=variant_id, now=now),
    )


@operation(
    router.delete,
    "/variants/{variant_id}/retirement",
    id="variants.restore",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=VariantOut,
    summary="Restore a variant",
)
def restore_variant(request: HttpRequest, variant_id: RowId) -> HttpResponse:
    """Offer it again."""

    def act(caller: Caller, now: datetime) -> Variant:
        values = variant_values(lock_variant(caller.actor, variant_id), active=True)
        return change_variant(actor=caller.actor, variant_id=variant_id, details=values, now=now)

    return _on_variant(request, variant_id, act)


def on_product(
    request: HttpRequest, product_id: int, act: Callable[[Caller, datetime], Product]
) -> HttpResponse:
    """Run an action on a product and answer with the product as it stands then.

    `If-Match` names the product's revision: a newer one refuses, and shows the product.
    """

    def perform(caller: Caller, now: datetime) -> WriteResult:
        lock_product(caller.actor, product_id, seen=if_match(request))
        body, tag = product_with_etag(caller.actor, act(caller, now).pk)
        return 200, body, {"ETag": tag}

    return _write(request, product_id, perform)


def _write(request: HttpRequest, product_id: int, perform: Perform) -> HttpResponse:
    return show_current_if_changed(
        "product",
        lambda: product_with_etag(caller_of(request).actor, product_id),
        lambda: write(request, perform),
    )


def _on_variant(
    request: HttpRequest, variant_id: int, act: Callable[[Caller, datetime], Variant]
) -> HttpResponse:
    def perform(caller: Caller, now: datetime) -> WriteResult:
        lock_variant(caller.actor, variant_id, seen=if_match(request))
        body, tag = variant_with_etag(act(caller, now))
        return 200, body, {"ETag": tag}

    return show_current_if_changed(
        "variant",
        lambda: variant_with_etag(variant_for(caller_of(request).actor, variant_id)),
        lambda: write(request, perform),
    )
