"""Products: the list as the shop shows it, and one page for everything about one (H1)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import Count, Q, Sum
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
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
from kept.faces.desk.responses import Toast, answer
from kept.faces.desk.routing import DeskRequest
from kept.kit.pictures import MOST_BYTES, NotAPicture
from kept.kit.refusals import NotAllowed, NotFound, Refusal
from kept.kit.text import whole_number
from kept.stores.roles import May

ON_A_PAGE = 60
SHOWN = {"": None, "offered": True, "retired": False}


def products(request: DeskRequest) -> HttpResponse:
    """The list, in the shop's order; `q` searches, `shown` filters."""
    desk = request.desk
    words, shown = request.GET.get("q", "").strip()[:100], request.GET.get("shown", "")
    shown = shown if shown in SHOWN else ""
    found = products_of(desk.actor, search=words, offered=SHOWN[shown]).annotate(
        many=Count("variants", filter=Q(variants__active=True), distinct=True),
        pieces=Sum("variants__level__available", filter=Q(variants__active=True, variants__tracked=True)),
    )
    page = _page_number(request)
    some = list(found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE + 1])
    rows = some[:ON_A_PAGE]
    context = {
        "here": "products",
        "rows": [_row(one, rows, place) for place, one in enumerate(rows)],
        "words": words,
        "filters": _filters(request, words, shown),
        "may_write": desk.actor.may(May.WRITE_CATALOG),
        "may_move": desk.actor.may(May.WRITE_CATALOG) and not words and not shown,
        "newer_url": desk.url("products", q=words, shown=shown, page=page - 1) if page else "",
        "older_url": desk.url("products", q=words, shown=shown, page=page + 1)
        if len(some) > ON_A_PAGE
        else "",
        "back": request.get_full_path(),
    }
    return render(request, "desk/catalog/products.html", context)


def product_new(request: DeskRequest) -> HttpResponse:
    """An empty product; and making it."""
    if request.method != "POST":
        return _form_page(request, None, ProductForm(), Rows([VariantRow(1)], []))
    return _save(request, None)


def product(request: DeskRequest, product_id: int) -> HttpResponse:
    """One product; and changing it, all at once."""
    found = product_for(request.desk.actor, product_id)
    if request.method != "POST":
        form, rows = ProductForm(initial=initial_of(found)), rows_of(found, request.desk.store.currency)
        return _form_page(request, found, form, rows)
    return _save(request, found)


def photo(request: DeskRequest, product_id: int) -> HttpResponse:
    """Take the photo away."""

    def do() -> Toast:
        remove_photo(actor=request.desk.actor, product_id=product_id, now=timezone.now())
        return Toast(_("The photo was removed."))

    return answer(request, do, to=request.desk.url("product", product_id))


def shown(request: DeskRequest, product_id: int) -> HttpResponse:
    """Take it off the shop, or bring it back: each undoes the other."""

    def do() -> Toast:
        there: dict[str, Any] = {"actor": request.desk.actor, "product_id": product_id, "now": timezone.now()}
        if request.POST.get("offered") == "on":
            title = bring_back_product(**there).title
            return Toast(_("“%(title)s” is in the shop again.") % {"title": title})
        title = retire_product(**there).title
        return Toast(
            _("“%(title)s” is hidden from the shop. Existing orders are not affected.") % {"title": title}
        )

    return answer(request, do)


def move(request: DeskRequest, product_id: int) -> HttpResponse:
    """Put it before another one, or at the end."""
    before = request.POST.get("before", "")

    def do() -> Toast:
        move_product(
            actor=request.desk.actor,
            product_id=product_id,
            before=whole_number(before),
            now=timezone.now(),
        )
        return Toast("")

    return answer(request, do)


def _save(request: DeskRequest, found: Product | None) -> HttpResponse:
    desk, form, rows = request.desk, ProductForm(request.POST), read_rows(request.POST)
    if rows.act(request.POST.get("do", "")):
        return _form_page(request, found, form, rows)
    currency, language = desk.store.currency, get_language() or "en"
    variants = [row.asked(currency, language) for row in rows.variants]
    questions = [row.asked(currency, language) for row in rows.questions]
    if not form.is_valid() or rows.problems():
        return _form_page(request, found, form, rows, _("Something is missing. Look at the marked fields."))
    asked = form.asked(request.POST.get("photo_words", ""))
    try:
        if found is None:
            saved = create_product(
                actor=desk.actor, details=asked, variants=variants, questions=questions, now=timezone.now()
            )
        else:
            saved = change_product(
                actor=desk.actor, product_id=found.pk, details=asked, variants=variants, questions=questions,
                now=timezone.now(),
            )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        rows.mark(refusal)
        field = str(refusal.facts.get("field", ""))
        if refusal.code in ("bad_product", "invalid", "slug_taken") and field in form.fields:
            form.add_error(field, str(refusal))
        return _form_page(request, found, form, rows, str(refusal))
    _keep_photo(request, saved)
    messages.success(request, _("“%(title)s” is saved.") % {"title": saved.title})
    return HttpResponseRedirect(desk.url("product", saved.pk))


def _keep_photo(request: DeskRequest, saved: Product) -> None:
    """The photo comes after the words: a file that is no photo costs nothing that was typed."""
    sent = request.FILES.get("photo")
    if sent is None:
        return
    try:
        data = sent.read(MOST_BYTES + 1)
        set_photo(actor=request.desk.actor, product_id=saved.pk, data=data, now=timezone.now())
    except NotAPicture as refusal:
        messages.error(request, str(refusal))


def _form_page(
    request: DeskRequest, found: Product | None, form: ProductForm, rows: Rows, sentence: str = ""
) -> HttpResponse:
    desk = request.desk
    context: dict[str, Any] = {
        "here": "products",
        "product": found,
        "form": form,
        "rows": rows,
        "sentence": sentence,
        "may_write": desk.actor.may(May.WRITE_CATALOG),
        "photo_url": default_storage.url(found.photo.name) if found and found.photo else "",
        "photo_words": request.POST.get("photo_words", found.photo_words if found else ""),
        "currency": desk.store.currency,
    }
    if request.htmx and request.htmx.target == "product-rows":
        return render(request, "desk/catalog/rows.html", context)
    return render(request, "desk/catalog/product.html", context, status=422 if sentence else 200)


def _row(one: Product, rows: Sequence[Product], place: int) -> dict[str, Any]:
    after = rows[place + 2] if place + 2 < len(rows) else None
    return {
        "product": one,
        "photo": default_storage.url(small_photo_name(str(one.photo.name))) if one.photo else "",
        "up": rows[place - 1].pk if place else None,
        "down": after.pk if after else "",
        "is_last": place == len(rows) - 1,
    }


def _filters(request: DeskRequest, words: str, current: str) -> list[dict[str, Any]]:
    labels = {"": _("All"), "offered": _("In the shop"), "retired": _("Hidden")}
    return [
        {"label": label, "url": request.desk.url("products", q=words, shown=name), "current": name == current}
        for name, label in labels.items()
    ]


def _page_number(request: DeskRequest) -> int:
    return whole_number(request.GET.get("page")) or 0
