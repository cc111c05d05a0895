"""Products, variants and their questions: read, made, changed, taken off the shop, brought back (H1, H4)."""

from collections.abc import Callable
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
from kept.faces.api.auth import Caller, caller
from kept.faces.api.catalog import serializers as shape
from kept.faces.api.catalog.examples import PRODUCT, QUESTIONS
from kept.faces.api.catalog.inputs import (
    GroupsGiven,
    PlaceWanted,
    ProductGiven,
    ProductWanted,
    VariantFields,
    VariantWanted,
    as_it_stands,
)
from kept.faces.api.catalog.outputs import ProductPage, ProductShown, VariantPage, VariantShown
from kept.faces.api.catalog.reading import levels_of, whole_product, whole_variant
from kept.faces.api.fields import RowId, text
from kept.faces.api.guarding import guarded_by
from kept.faces.api.operations import operation
from kept.faces.api.paging import Cursor, Limit, cut
from kept.faces.api.responses import reply, seen, shown
from kept.faces.api.values import page
from kept.faces.api.writing import Done, Work, write
from kept.stores.roles import May

router = Router()


@operation(
    router.get,
    "/products",
    id="products.products",
    scopes={May.READ_CATALOG},
    response=ProductPage,
    summary="Read products",
)
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
    left = levels_of([each.pk for row in rows for each in row.variants.all()])
    return reply(page([shape.product(row, left) for row in rows], following))


@operation(
    router.get,
    "/products/{product_id}",
    id="products.product",
    scopes={May.READ_CATALOG},
    response={200: ProductShown, 304: None},
    summary="Read a product",
)
def product(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """A product with its variants and options. Its ETag is its revision and that of its stock."""
    body, tag = whole_product(caller(request).actor, product_id)
    return shown(request, tag, lambda: body)


@operation(
    router.get,
    "/variants",
    id="products.variants",
    scopes={May.READ_CATALOG},
    response=VariantPage,
    summary="Read variants",
)
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
    left = levels_of([row.pk for row in rows])
    return reply(page([shape.variant(row, left) for row in rows], following))


@operation(
    router.get,
    "/variants/{variant_id}",
    id="products.variant",
    scopes={May.READ_CATALOG},
    response={200: VariantShown, 304: None},
    summary="Read a variant",
)
def variant(request: HttpRequest, variant_id: RowId) -> HttpResponse:
    """One variant, and how many are left. Its ETag is its revision and that of its stock."""
    body, tag = whole_variant(variant_for(caller(request).actor, variant_id))
    return shown(request, tag, lambda: body)


@operation(
    router.post,
    "/products",
    id="products.create",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    tagged=True,
    creates={"product_id": "/id", "variant_id": "/variants/0/id"},
    response={201: ProductShown},
    summary="Make a product",
    example=PRODUCT,
)
def create(request: HttpRequest, given: ProductGiven) -> HttpResponse:
    """A product with its variants and questions, for sale at once, at the end of the shop's list."""

    def work(who: Caller, now: datetime) -> Done:
        made = create_product(
            actor=who.actor,
            details=given.asked(),
            variants=[variant.asked() for variant in given.variants],
            questions=[group.asked() for group in given.option_groups],
            now=now,
        )
        body, tag = whole_product(who.actor, made.pk)
        return 201, body, {"ETag": tag, "Location": f"/api/v1/products/{made.pk}"}

    return write(request, work)


@operation(
    router.patch,
    "/products/{product_id}",
    id="products.change",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductShown,
    summary="Change a product",
    example={"summary": "Opens by Advent", "lifespan_days": 42},
)
def change(request: HttpRequest, product_id: RowId, wanted: ProductWanted) -> HttpResponse:
    """Other words, other rules. Agreed orders keep what they say."""

    def act(who: Caller, now: datetime) -> Product:
        asked = wanted.asked(lock_product(who.actor, product_id))
        return change_product(actor=who.actor, product_id=product_id, details=asked, now=now)

    return on_product(request, product_id, act)


@operation(
    router.put,
    "/products/{product_id}/retirement",
    id="products.retire",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductShown,
    summary="Take it off the shop",
)
def retire(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """The shop offers it no longer. It stays readable, and orders that have it keep it."""
    return on_product(
        request, product_id, lambda who, now: retire_product(actor=who.actor, product_id=product_id, now=now)
    )


@operation(
    router.delete,
    "/products/{product_id}/retirement",
    id="products.bring_back",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductShown,
    summary="Bring it back",
)
def bring_back(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """The shop offers it again."""
    return on_product(
        request,
        product_id,
        lambda who, now: bring_back_product(actor=who.actor, product_id=product_id, now=now),
    )


@operation(
    router.put,
    "/products/{product_id}/position",
    id="products.move",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductShown,
    summary="Put it in its place",
    example={"before": None},
)
def move(request: HttpRequest, product_id: RowId, wanted: PlaceWanted) -> HttpResponse:
    """Where it stands in the shop's list. That is no part of what it is: its ETag stays."""

    def work(who: Caller, now: datetime) -> Done:
        move_product(actor=who.actor, product_id=product_id, before=wanted.before, now=now)
        # Looked at afterwards: moving locks all products, in the order of their keys, and leaves the revision.
        lock_product(who.actor, product_id, seen=seen(request))
        body, tag = whole_product(who.actor, product_id)
        return 200, body, {"ETag": tag}

    return _guarded(request, product_id, work)


@operation(
    router.put,
    "/products/{product_id}/option-groups",
    id="products.questions",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductShown,
    summary="Set its questions",
    example=QUESTIONS,
)
def questions(request: HttpRequest, product_id: RowId, given: GroupsGiven) -> HttpResponse:
    """The product asks exactly these from now on. Agreed orders keep their answers."""
    asked = [group.asked() for group in given.option_groups]
    return on_product(
        request,
        product_id,
        lambda who, now: set_options(actor=who.actor, product_id=product_id, questions=asked, now=now),
    )


@operation(
    router.post,
    "/products/{product_id}/variants",
    id="products.add",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    creates={"variant_id": "/id"},
    response={201: VariantShown},
    summary="Add a variant",
    example={"title": "Three stems", "price": 3900},
)
def add(request: HttpRequest, product_id: RowId, given: VariantFields) -> HttpResponse:
    """The product comes in one more variant. `If-Match` is about the product, the answer's ETag the variant's."""

    def work(who: Caller, now: datetime) -> Done:
        lock_product(who.actor, product_id, seen=seen(request))
        row = add_variant(actor=who.actor, product_id=product_id, details=given.asked(), now=now)
        body, tag = whole_variant(row)
        return 201, body, {"ETag": tag, "Location": f"/api/v1/variants/{row.pk}"}

    return _guarded(request, product_id, work)


@operation(
    router.patch,
    "/variants/{variant_id}",
    id="products.change_one",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=VariantShown,
    summary="Change a variant or its price",
    example={"price": 1550},
)
def change_one(request: HttpRequest, variant_id: RowId, wanted: VariantWanted) -> HttpResponse:
    """Another price, another article number. Agreed orders keep theirs."""

    def act(who: Caller, now: datetime) -> Variant:
        asked = wanted.asked_of(lock_variant(who.actor, variant_id))
        return change_variant(actor=who.actor, variant_id=variant_id, details=asked, now=now)

    return _on_variant(request, variant_id, act)


@operation(
    router.put,
    "/variants/{variant_id}/retirement",
    id="products.retire_one",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=VariantShown,
    summary="Take a variant off the shop",
)
def retire_one(request: HttpRequest, variant_id: RowId) -> HttpResponse:
    """It is no longer for sale. The last one of a product stays: retire the product instead."""
    return _on_variant(
        request, variant_id, lambda who, now: retire_variant(actor=who.actor, variant_id=variant_id, now=now)
    )


@operation(
    router.delete,
    "/variants/{variant_id}/retirement",
    id="products.bring_one_back",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=VariantShown,
    summary="Bring a variant back",
)
def bring_one_back(request: HttpRequest, variant_id: RowId) -> HttpResponse:
    """It is for sale again."""

    def act(who: Caller, now: datetime) -> Variant:
        asked = as_it_stands(lock_variant(who.actor, variant_id), active=True)
        return change_variant(actor=who.actor, variant_id=variant_id, details=asked, now=now)

    return _on_variant(request, variant_id, act)


def on_product(
    request: HttpRequest, product_id: int, act: Callable[[Caller, datetime], Product]
) -> HttpResponse:
    """Run an action on a product and answer with the product as it stands then.

    `If-Match` names the product's revision: a newer one refuses, and shows the product.
    """

    def work(who: Caller, now: datetime) -> Done:
        lock_product(who.actor, product_id, seen=seen(request))
        body, tag = whole_product(who.actor, act(who, now).pk)
        return 200, body, {"ETag": tag}

    return _guarded(request, product_id, work)


def _guarded(request: HttpRequest, product_id: int, work: Work) -> HttpResponse:
    return guarded_by(
        "product",
        lambda: whole_product(caller(request).actor, product_id),
        lambda: write(request, work),
    )


def _on_variant(
    request: HttpRequest, variant_id: int, act: Callable[[Caller, datetime], Variant]
) -> HttpResponse:
    def work(who: Caller, now: datetime) -> Done:
        lock_variant(who.actor, variant_id, seen=seen(request))
        body, tag = whole_variant(act(who, now))
        return 200, body, {"ETag": tag}

    return guarded_by(
        "variant",
        lambda: whole_variant(variant_for(caller(request).actor, variant_id)),
        lambda: write(request, work),
    )
