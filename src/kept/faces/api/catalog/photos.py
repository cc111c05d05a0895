"""A product's photo, sent as it is (not as JSON)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from kept.catalog.actions.remove_photo import remove_photo
from kept.catalog.actions.set_photo import set_photo
from kept.faces.api.auth import caller
from kept.faces.api.catalog.outputs import ProductShown
from kept.faces.api.catalog.reading import whole_product
from kept.faces.api.catalog.views import on_product
from kept.faces.api.fields import RowId
from kept.faces.api.guarding import guarded_by
from kept.faces.api.operations import operation
from kept.faces.api.responses import reply, seen
from kept.stores.roles import May

router = Router()


@operation(
    router.put,
    "/products/{product_id}/photo",
    id="pictures.photo",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    takes_picture=True,
    response=ProductShown,
    summary="Set its photo",
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


@operation(
    router.delete,
    "/products/{product_id}/photo",
    id="pictures.no_photo",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductShown,
    summary="Take its photo away",
)
def no_photo(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """The product has no photo any more."""
    return on_product(
        request,
        product_id,
        lambda who, now: remove_photo(actor=who.actor, product_id=product_id, now=now),
    )
