"""A new order by hand (H3): at the counter, on the telephone, from an e-mail, in under thirty seconds.

One form holds the whole order. Typing loads its parts again (htmx); without script the same buttons post
the same form and the whole page comes back. The sums come from the quote, which is what placing it will agree.
"""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.catalog.models import Variant
from kept.catalog.queries import tax_rates, variants_for_sale
from kept.catalog.sellable import sellable_variants
from kept.customers.models import Customer
from kept.customers.queries import customer_for, customers_of
from kept.faces.desk.new_order.form import NewOrderForm
from kept.faces.desk.new_order.rows import Row, add_item, next_id, read_rows
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.ui.address_fields import PREFIX
from kept.faces.ui.agreement import agreement_of, totals_of
from kept.faces.ui.locales import number_locale
from kept.faces.ui.templatetags.kept import money
from kept.faces.ui.texts import percent, refusal_text, when
from kept.kit.idempotency import KeyReused, fingerprint_of, idempotent_with_shared_commit
from kept.kit.money import LARGEST
from kept.kit.refusals import NotFound, Refusal
from kept.kit.text import whole_number
from kept.orders.actions.place_order import place_order
from kept.orders.agreement.quote import PricedOrder, price_order
from kept.orders.queries import order_for, terms_of
from kept.orders.refusals import BadLine, NotForSale, PriceMoved
from kept.stock.queries import available
from kept.stock.refusals import OutOfStock
from kept.stores.roles import May

MOST_RESULTS = 8
_PARTS = {
    "order-lines": "lines",
    "order-who": "who",
    "order-fulfilment-method": "fulfilment_method",
    "order-sum": "sum",
}


def new_order(request: DeskRequest) -> HttpResponse:
    """Show the empty page; a POST does what the pressed button `do` says."""
    desk = request.desk
    if request.method != "POST":
        channel = request.GET.get("channel", "counter")
        return _page(request, NewOrderForm(desk.store, initial={"channel": channel}), [])
    rows = read_rows(request.POST, desk.store)
    form = NewOrderForm(desk.store, request.POST)
    action, _colon, value = request.POST.get("do", "").partition(":")
    if action == "place":
        return _place(request, form, rows)
    if form.brings and not any(name.startswith(PREFIX) for name in request.POST):
        form = _fill_last_address(desk, request)
    if action == "add":
        _add(desk, rows, value)
    elif action == "enter":
        variant = variants_for_sale(desk.actor, request.POST.get("find", "")).first()
        if variant:
            _add(desk, rows, str(variant.pk))
    elif action == "free":
        desk.actor.require(May.SET_PRICES)
        rows.append(Row(next_id(rows)))
    elif action == "drop":
        rows = [row for row in rows if str(row.id) != value]
    elif action == "customer":
        form = _fill_customer(desk, request, value)
    form.clear_errors()
    return _page(request, form, rows, done=action)


def find(request: DeskRequest) -> HttpResponse:
    """Find what is for sale under these words, while somebody types."""
    words = request.GET.get("find", "")
    variants = list(variants_for_sale(request.desk.actor, words)[:MOST_RESULTS])
    context = {"found": variants, "words": words, "levels": _levels(request.desk, variants)}
    return render(request, "desk/new_order/found.html", context)


def people(request: DeskRequest) -> HttpResponse:
    """Find customers under these words, while somebody types."""
    words = request.GET.get("who", "")
    return render(request, "desk/new_order/people.html", {"people": _find_people(request.desk, words)})


def placed(request: DeskRequest, number: int) -> HttpResponse:
    """Show the placed order, with links to it and to the next new one."""
    desk = request.desk
    order = order_for(desk.actor, number)
    terms = terms_of(order)
    context: dict[str, Any] = {
        "here": "new",
        "order": order,
        "agreement": agreement_of(terms, store=desk.store),
    }
    if desk.may_look("order"):
        context |= {"order_url": desk.url("order", number), "receipt_url": desk.url("receipt", number)}
    return render(request, "desk/new_order/placed.html", context)


def _page(
    request: DeskRequest, form: NewOrderForm, rows: list[Row], *, done: str = "", sentence: str = ""
) -> HttpResponse:
    desk = request.desk
    priced, problem = _price(desk, form, rows)
    context: dict[str, Any] = {
        "here": "new",
        "form": form,
        "rows": rows,
        "sum": _summary(desk, form, priced),
        "problem": sentence or problem,
        "is_sentence": bool(sentence),
        "once": request.POST.get("once") or secrets.token_urlsafe(16),
        "rates": [(rate, percent(rate)) for rate in _rates(desk)] if any(row.free for row in rows) else [],
        "may_price": desk.actor.may(May.SET_PRICES),
        "may_people": desk.actor.may(May.READ_CUSTOMERS),
        "known": _chosen_customer(desk, request.POST.get("known", ""), done, request),
        "done": done,
        "methods_url": desk.url("settings_fulfilment_method_new")
        if desk.actor.may(May.WRITE_SETTINGS)
        else "",
    }
    target = _PARTS.get(request.htmx.target or "") if request.htmx else None
    if target:
        return render(request, "desk/new_order/part.html", {**context, "part": target})
    words, who = request.POST.get("find", ""), request.POST.get("who", "")
    if done in ("find", "who"):
        variants = list(variants_for_sale(desk.actor, words)[:MOST_RESULTS])
        context |= {"found": variants, "words": words, "who": who, "levels": _levels(desk, variants)}
        context |= {"people": _find_people(desk, who)}
    return render(request, "desk/new_order/new_order.html", context, status=409 if sentence else 200)


def _price(desk: Desk, form: NewOrderForm, rows: list[Row]) -> tuple[PricedOrder | None, str]:
    """Return the quote; or None and a sentence that says why there is none, with the row at fault marked."""
    rows = [row for row in rows if not row.untouched]
    if not rows or form.chosen is None:
        return None, ""
    locale, now = number_locale(), timezone.now()
    try:
        priced = price_order(
            actor=desk.actor,
            store=desk.store,
            lines=[row.to_input(desk.store, locale) for row in rows],
            fulfilment=form.fulfilment(),
            now=now,
            to_quote=True,
        )
    except NotForSale as refusal:
        for position in refusal.facts["lines"]:
            rows[position].problem = _("This is no longer for sale. Remove it to continue.")
        return None, str(refusal)
    except BadLine as refusal:
        rows[refusal.facts["line"]].problem = str(refusal)
        return None, str(refusal)
    except Refusal as refusal:
        return None, refusal_text(refusal)
    _mark_shortages(desk, priced, rows)
    return priced, ""


def _mark_shortages(desk: Desk, priced: PricedOrder, rows: list[Row]) -> None:
    in_stock = available(desk.store.pk, priced.stock_needed)
    for row in rows:
        if row.variant in priced.stock_needed and priced.stock_needed[row.variant] > in_stock.get(
            row.variant, 0
        ):
            row.left = in_stock.get(row.variant, 0)
            row.problem = _("Only %(left)s left.") % {"left": row.left} if row.left else _("Sold out.")


def _summary(desk: Desk, form: NewOrderForm, priced: PricedOrder | None) -> dict[str, Any]:
    if priced is None:
        return {}
    promise = priced.promise
    return {
        "lines": priced.lines,
        "totals": totals_of(priced.amounts, priced.fulfilment),
        "total": priced.amounts.total,
        "currency": desk.store.currency,
        "promise": when(
            promise.earliest, promise.latest, zone=promise.zone, wished=promise.wished, kind=priced.method.kind,
            now=timezone.now(),
        ) if promise else "",
        "review": priced.needs_review,
        "to": str(form["email"].value() or ""),
    }  # fmt: skip


def _place(request: DeskRequest, form: NewOrderForm, rows: list[Row]) -> HttpResponse:
    desk, locale = request.desk, number_locale()
    if not rows:
        return _page(request, form, rows, sentence=_("Choose what is ordered first."))
    for row in rows:
        if row.untouched:
            row.problem = _("Write what it is and what it costs, or remove it.")
    if not form.is_valid() or any(row.problem for row in rows):
        return _page(request, form, rows, sentence=_("Something is missing. Look at the marked fields."))
    body = {
        name: request.POST.getlist(name) for name in sorted(request.POST) if name != "csrfmiddlewaretoken"
    }
    data = form.cleaned_data
    try:
        with idempotent_with_shared_commit(
            scope=f"desk:{desk.store.pk}:{desk.actor.id}",
            key=request.POST.get("once") or None,
            fingerprint=fingerprint_of("new order", str(body)),
            now=timezone.now(),
        ) as slot:
            if slot.replay:
                return HttpResponseRedirect(slot.replay.headers["Location"])
            placed = place_order(
                actor=desk.actor,
                store=desk.store,
                channel=data["channel"],
                lines=[row.to_input(desk.store, locale) for row in rows],
                customer=form.customer(),
                fulfilment=form.fulfilment(),
                payment=data["payment"],
                note=data["note"],
                language=data["language"],
                expected_total=_expected_total(request.POST),
                now=timezone.now(),
            )
            placed_url = desk.url("new_placed", placed.order.number)
            slot.keep(303, "", {"Location": placed_url})
    except KeyReused:
        messages.error(request, _("This order has already been placed. Here is an empty form."))
        return HttpResponseRedirect(desk.url("new"))
    except Refusal as refusal:
        return _page(request, form, rows, sentence=_mark_refusal(desk, form, rows, refusal))
    return HttpResponseRedirect(placed_url)


def _expected_total(typed: QueryDict) -> int | None:
    """Return the total that stood on the page; None where there was none yet."""
    return whole_number(typed.get("total"), LARGEST)


def _mark_refusal(desk: Desk, form: NewOrderForm, rows: list[Row], refusal: Refusal) -> str:
    """Mark the row or field that a refusal is about; return the sentence above the form."""
    if isinstance(refusal, PriceMoved):
        totals = {name: money(refusal.facts[name], desk.store.currency) for name in ("expected", "total")}
        return (
            _("The total has changed from %(expected)s to %(total)s. Check it, then place the order.")
            % totals
        )
    if isinstance(refusal, OutOfStock):
        return _("There is not enough left of something in this order. Look at the marked lines.")
    if isinstance(refusal, BadLine) and "line" in refusal.facts:
        rows[refusal.facts["line"]].problem = str(refusal)
    for field, sentence in refusal.facts.get("fields", {}).items():
        form.mark(field, str(sentence))
    field = str(refusal.facts.get("field", ""))
    if field in form.fields:
        form.mark(field, str(refusal))
    return refusal_text(refusal)


def _add(desk: Desk, rows: list[Row], value: str) -> None:
    items = sellable_variants(desk.store.pk, variants=[whole_number(value) or 0])
    if not items or not items[0].for_sale:
        raise NotFound
    add_item(rows, items[0])


def _fill_customer(desk: Desk, request: DeskRequest, value: str) -> NewOrderForm:
    """Return the form with a customer's contact and, where something is brought, their last address."""
    desk.actor.require(May.READ_CUSTOMERS)
    customer_id = whole_number(value)
    if customer_id is None:
        raise NotFound
    customer = customer_for(desk.actor, customer_id)
    data = request.POST.copy()
    contact = {
        "name": customer.name,
        "phone": customer.phone,
        "email": customer.email,
        "language": customer.language,
    }
    for name, text in contact.items():
        data[name] = text
    _put_address(desk, data, customer)
    return NewOrderForm(desk.store, data)


def _fill_last_address(desk: Desk, request: DeskRequest) -> NewOrderForm:
    """Return the form whose address fields have just appeared, with the customer's last address in them."""
    data = request.POST.copy()
    customer = _chosen_customer(desk, data.get("known", ""), "", request)
    if customer:
        _put_address(desk, data, customer)
    return NewOrderForm(desk.store, data)


def _put_address(desk: Desk, data: QueryDict, customer: Customer) -> None:
    last = customer.addresses.order_by("-last_used_at").first()
    if last:
        data["country"] = last.fields.get("country_code", desk.store.country)
        for name, text in last.fields.items():
            data[PREFIX + name] = text


def _chosen_customer(desk: Desk, before: str, done: str, request: DeskRequest) -> Customer | None:
    """Return the customer whose contact stands in the form, if one was chosen."""
    value = request.POST.get("do", "").partition(":")[2] if done == "customer" else before
    customer_id = whole_number(value)
    if customer_id is None or not desk.actor.may(May.READ_CUSTOMERS):
        return None
    return Customer.objects.filter(store_id=desk.store.pk, pk=customer_id, merged_into=None).first()


def _find_people(desk: Desk, words: str) -> list[Customer]:
    if len(words.strip()) < 2 or not desk.actor.may(May.READ_CUSTOMERS):
        return []
    return list(customers_of(desk.actor, search=words, country=desk.store.country)[:MOST_RESULTS])


def _rates(desk: Desk) -> list[int]:
    """Return the tax rates for a free line, the usual one first: those of the products, of delivery, and none."""
    return list(dict.fromkeys([*tax_rates(desk.store.pk), desk.store.fulfilment_tax_rate, 0]))


def _levels(desk: Desk, variants: list[Variant]) -> dict[int, int]:
    return available(desk.store.pk, [variant.pk for variant in variants])
