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
from kept.faces.api.limits import PICTURES
from kept.faces.api.reading import whole_product
from kept.faces.api.replies import reply
from kept.faces.api.routes.settings import on_store, shown
from kept.faces.api.shapes.shown_settings import SettingsShown
from kept.faces.api.shapes.shown_shelf import ProductShown
from kept.faces.api.words import RowId
from kept.faces.api.writing import write
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
    set_photo(actor=who.actor, product_id=product_id, data=who.body or b"", now=timezone.now())
    return reply(whole_product(who.actor, product_id))


@router.delete("/products/{product_id}/photo", response=ProductShown, summary="Take its photo away")
def no_photo(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """The product has no photo any more."""
    return write(
        request,
        lambda who, now: (
            200,
            whole_product(who.actor, remove_photo(actor=who.actor, product_id=product_id, now=now).pk),
            {},
        ),
    )


@logos.put("/settings/logo", response=SettingsShown, summary="Set the logo", openapi_extra=_PICTURE)
def logo(request: HttpRequest) -> HttpResponse:
    """The picture at the top of the shop and of every message."""
    who = caller(request)
    return shown(set_logo(actor=who.actor, data=who.body or b"", now=timezone.now()))


@logos.delete("/settings/logo", response=SettingsShown, summary="Take the logo away")
def no_logo(request: HttpRequest) -> HttpResponse:
    """The store's name stands alone."""
    return on_store(request, lambda who, now: set_logo(actor=who.actor, data=None, now=now))
