"""The operations on a product's photo, which is sent as it is (not as JSON)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from kept.catalog.actions.remove_photo import remove_photo
from kept.catalog.actions.set_photo import set_photo
from kept.faces.api.auth import caller_of
from kept.faces.api.catalog.outputs import ProductOut
from kept.faces.api.catalog.reading import product_with_etag
from kept.faces.api.catalog.views import on_product
from kept.faces.api.fields import RowId
from kept.faces.api.guarding import show_current_if_changed
from kept.faces.api.operations import operation
from kept.faces.api.responses import if_match, json_response
from kept.stores.roles import May

router = Router()


@operation(
    router.put,
    "/products/{product_id}/photo",
    id="products.update_photo",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    takes_picture=True,
    response=ProductOut,
    summary="Set its photo",
)
def update_photo(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """Set its one photo. `photo_alt_text` of the product says what it shows."""
    caller = caller_of(request)

    def set_it() -> HttpResponse:
        set_photo(
            actor=caller.actor, product_id=product_id, data=caller.body or b"", seen=if_match(request),
            now=timezone.now(),
        )  # fmt: skip
        body, tag = product_with_etag(caller.actor, product_id)
        return json_response(body, ETag=tag)

    return show_current_if_changed("product", lambda: product_with_etag(caller.actor, product_id), set_it)


@operation(
    router.delete,
    "/products/{product_id}/photo",
    id="products.delete_photo",
    scopes={May.READ_CATALOG, May.WRITE_CATALOG},
    guarded=True,
    response=ProductOut,
    summary="Take its photo away",
)
def delete_photo(request: HttpRequest, product_id: RowId) -> HttpResponse:
    """Take its photo away."""
    return on_product(
        request,
        product_id,
        lambda caller, now: remove_photo(actor=caller.actor, product_id=product_id, now=now),
    )
