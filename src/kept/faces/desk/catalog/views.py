"""Products: the list as the shop shows it, and one page for everything about one (H1)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import Count, Q, Sum
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.catalog.actions.bring_back_product import bring_back_product
from kept.catalog.actions.change_product import change_product
from kept.catalog.actions.create_product import create_product
from kept.catalog.actions.move_product import move_product
from kept.catalog.actions.remove_photo import remove_photo
from kept.catalog.actions.retire_product import retire_product
from kept.catalog.actions.set_photo import set_photo
from kept.catalog.models import Product
from kept.catalog.photos import small_photo_name
from kept.catalog.queries import product_for, products_of
from kept.faces.desk.catalog.form import ProductForm, initial_of
from kept.faces.desk.catalog.rows import Rows, VariantRow, read_rows, rows_of
from kept.faces.desk.responses import Toast, act_and_redirect
from kept.faces.desk.routing import DeskRequest
from kept.faces.ui.locales import number_locale
from kept.kit.pictures import MOST_BYTES, NotAPicture
from kept.kit.refusals import NotAllowed, NotFound, Refusal
from kept.kit.text import whole_number
from kept.stores.roles import May

ON_A_PAGE = 60
OFFERED_BY_VISIBILITY = {"": None, "offered": True, "retired": False}


def product_list(request: DeskRequest) -> HttpResponse:
    """List products in the shop's order; `q` searches, `shown` filters."""
    desk = request.desk
    search, visibility = request.GET.get("q", "").strip()[:100], request.GET.get("shown", "")
    visibility = visibility if visibility in OFFERED_BY_VISIBILITY else ""
    products = products_of(desk.actor, search=search, offered=OFFERED_BY_VISIBILITY[visibility]).annotate(
        many=Count("variants", filter=Q(variants__active=True), distinct=True),
        pieces=Sum("variants__level__available", filter=Q(variants__active=True, variants__tracked=True)),
    )
    page = _page_number(request)
    some = list(products[page * ON_A_PAGE : (page + 1) * ON_A_PAGE + 1])
    rows = some[:ON_A_PAGE]
    context = {
        "here": "products",
        "rows": [_row_context(rows, index) for index in range(len(rows))],
        "words": search,
        "filters": _filters(request, search, visibility),
        "may_write": desk.actor.may(May.WRITE_CATALOG),
        "may_move": desk.actor.may(May.WRITE_CATALOG) and not search and not visibility,
        "newer_url": desk.url("products", q=search, shown=visibility, page=page - 1) if page else "",
        "older_url": desk.url("products", q=search, shown=visibility, page=page + 1)
        if len(some) > ON_A_PAGE
        else "",
        "back": request.get_full_path(),
    }
    return render(request, "desk/catalog/products.html", context)


def product_new(request: DeskRequest) -> HttpResponse:
    """Show an empty product, or create it."""
    if request.method != "POST":
        return _form_page(request, None, ProductForm(), Rows([VariantRow(1)], []))
    return _save(request, None)


def product_page(request: DeskRequest, product_id: int) -> HttpResponse:
    """Show one product, or change it as a whole."""
    product = product_for(request.desk.actor, product_id)
    if request.method != "POST":
        form, rows = ProductForm(initial=initial_of(product)), rows_of(product, request.desk.store.currency)
        return _form_page(request, product, form, rows)
    return _save(request, product)


def remove_photo_view(request: DeskRequest, product_id: int) -> HttpResponse:
    """Remove the photo."""

    def do() -> Toast:
        remove_photo(actor=request.desk.actor, product_id=product_id, now=timezone.now())
        return Toast(_("The photo was removed."))

    return act_and_redirect(request, do, to=request.desk.url("product", product_id))


def offer_or_retire(request: DeskRequest, product_id: int) -> HttpResponse:
    """Take the product off the shop, or bring it back: each undoes the other."""

    def do() -> Toast:
        target: dict[str, Any] = {
            "actor": request.desk.actor,
            "product_id": product_id,
            "now": timezone.now(),
        }
        if request.POST.get("offered") == "on":
            title = bring_back_product(**target).title
            return Toast(_("“%(title)s” is in the shop again.") % {"title": title})
        title = retire_product(**target).title
        return Toast(
            _("“%(title)s” is hidden from the shop. Existing orders are not affected.") % {"title": title}
        )

    return act_and_redirect(request, do)


def move(request: DeskRequest, product_id: int) -> HttpResponse:
    """Put the product before another one, or at the end."""
    before = request.POST.get("before", "")

    def do() -> Toast:
        move_product(
            actor=request.desk.actor,
            product_id=product_id,
            before=whole_number(before),
            now=timezone.now(),
        )
        return Toast("")

    return act_and_redirect(request, do)


def _save(request: DeskRequest, product: Product | None) -> HttpResponse:
    desk, form, rows = request.desk, ProductForm(request.POST), read_rows(request.POST)
    if rows.edit(request.POST.get("do", "")):
        return _form_page(request, product, form, rows)
    currency, locale = desk.store.currency, number_locale()
    variants = [row.to_input(currency, locale) for row in rows.variants]
    questions = [row.to_input(currency, locale) for row in rows.questions]
    if not form.is_valid() or rows.have_problems():
        return _form_page(request, product, form, rows, _("Something is missing. Look at the marked fields."))
    product_input = form.to_input(request.POST.get("photo_words", ""))
    try:
        if product is None:
            saved = create_product(
                actor=desk.actor,
                details=product_input,
                variants=variants,
                questions=questions,
                now=timezone.now(),
            )
        else:
            saved = change_product(
                actor=desk.actor, product_id=product.pk, details=product_input, variants=variants, questions=questions,
                now=timezone.now(),
            )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        rows.mark(refusal)
        field = str(refusal.facts.get("field", ""))
        if refusal.code in ("bad_product", "invalid", "slug_taken") and field in form.fields:
            form.add_error(field, str(refusal))
        return _form_page(request, product, form, rows, str(refusal))
    _save_photo(request, saved)
    messages.success(request, _("“%(title)s” is saved.") % {"title": saved.title})
    return HttpResponseRedirect(desk.url("product", saved.pk))


def _save_photo(request: DeskRequest, saved: Product) -> None:
    """Set the photo after everything else is saved: a file that is no photo costs nothing that was typed."""
    upload = request.FILES.get("photo")
    if upload is None:
        return
    try:
        data = upload.read(MOST_BYTES + 1)
        set_photo(actor=request.desk.actor, product_id=saved.pk, data=data, now=timezone.now())
    except NotAPicture as refusal:
        messages.error(request, str(refusal))


def _form_page(
    request: DeskRequest, product: Product | None, form: ProductForm, rows: Rows, sentence: str = ""
) -> HttpResponse:
    desk = request.desk
    context: dict[str, Any] = {
        "here": "products",
        "product": product,
        "form": form,
        "rows": rows,
        "sentence": sentence,
        "may_write": desk.actor.may(May.WRITE_CATALOG),
        "photo_url": default_storage.url(product.photo.name) if product and product.photo else "",
        "photo_words": request.POST.get("photo_words", product.photo_words if product else ""),
        "currency": desk.store.currency,
    }
    if request.htmx and request.htmx.target == "product-rows":
        return render(request, "desk/catalog/rows.html", context)
    return render(request, "desk/catalog/product.html", context, status=422 if sentence else 200)


def _row_context(rows: Sequence[Product], index: int) -> dict[str, Any]:
    """Return one row of the list, with the products before which its arrows put it."""
    product = rows[index]
    below_next = rows[index + 2] if index + 2 < len(rows) else None
    return {
        "product": product,
        "photo": default_storage.url(small_photo_name(str(product.photo.name))) if product.photo else "",
        "up": rows[index - 1].pk if index else None,
        "down": below_next.pk if below_next else "",
        "is_last": index == len(rows) - 1,
    }


def _filters(request: DeskRequest, search: str, current: str) -> list[dict[str, Any]]:
    labels = {"": _("All"), "offered": _("In the shop"), "retired": _("Hidden")}
    return [
        {
            "label": label,
            "url": request.desk.url("products", q=search, shown=name),
            "current": name == current,
        }
        for name, label in labels.items()
    ]


def _page_number(request: DeskRequest) -> int:
    return whole_number(request.GET.get("page")) or 0
