"""Pictures: a product's photo and the store's logo, sent as they are (not as JSON).

Drawing a picture anew takes a moment that no other write should wait for, so it is done outside of the transaction
of `write`, and without an Idempotency-Key: the same picture a second time is the same picture.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from kept.catalog.actions.remove_photo import remove_photo
from kept.catalog.actions.set_photo import set_photo
from kept.faces.api.auth import caller
from kept.faces.api.guarding import guarded_by
from kept.faces.api.limits import PICTURES
from kept.faces.api.reading import whole_product
from kept.faces.api.replies import etag, reply, seen
from kept.faces.api.routes.products import on_product
from kept.faces.api.routes.settings import on_store
from kept.faces.api.shapes import shown_settings as shape
from kept.faces.api.shapes.shown_settings import SettingsShown
from kept.faces.api.shapes.shown_shelf import ProductShown
from kept.faces.api.words import RowId
from kept.stores.actions.set_logo import set_logo

router = Router()
logos = Router()
_PICTURE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The picture itself, at most 12 MB. It is drawn anew from its pixels.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in PICTURES},
    }
}


@router.put(
    "/products/{product_id}/photo", response=ProductShown, summary="Set its photo", openapi_extra=_PICTURE
)
def photo(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """Its one photo. `photo_words` of the product say what it shows."""
    who = caller(request)

    def do() -> HttpResponse:
        set_photo(
            actor=who.actor, product_id=product_id, data=who.body or b"", seen=seen(request),
            now=timezone.now(),
        )  # fmt: skip
        body, tag = whole_product(who.actor, product_id)
        return reply(body, ETag=tag)

    return guarded_by("product", lambda: whole_product(who.actor, product_id), do)


@router.delete("/products/{product_id}/photo", response=ProductShown, summary="Take its photo away")
def no_photo(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """The product has no photo any more."""
    return on_product(
        request,
        product_id,
        lambda who, now: remove_photo(actor=who.actor, product_id=product_id, now=now),
    )


@logos.put("/settings/logo", response=SettingsShown, summary="Set the logo", openapi_extra=_PICTURE)
def logo(request: HttpRequest) -> HttpResponse:
    """The picture at the top of the shop and of every message."""
    who = caller(request)
    store = set_logo(actor=who.actor, data=who.body or b"", now=timezone.now())
    return reply(shape.settings(store), ETag=etag(store))


@logos.delete("/settings/logo", response=SettingsShown, summary="Take the logo away")
def no_logo(request: HttpRequest) -> HttpResponse:
    """The store's name stands alone."""
    return on_store(request, lambda who, now: set_logo(actor=who.actor, data=None, now=now))
