"""Change what was agreed: edit in place, see all four effects before the button, overwrite nobody (A4)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.catalog.models import Option, OptionGroup, Variant
from kept.catalog.queries import variants_for_sale
from kept.faces.desk.change.effects import effects_context
from kept.faces.desk.change.form import (
    SHOWN_FIELDS,
    FormValues,
    LineValues,
    new_line_values,
    open_sections,
    read_form,
    rebase_on_newest,
    to_change_input,
    values_of,
    variant_ids,
)
from kept.faces.desk.notification_words import change_notification_words
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.ui.address_fields import countries
from kept.faces.ui.agreement import agreement_of
from kept.faces.ui.locales import number_locale
from kept.faces.ui.templatetags.kept import money
from kept.faces.ui.texts import refusal_text
from kept.kit.refusals import NotAllowed, NotFound, Refusal
from kept.kit.text import whole_number
from kept.orders.actions.change_order import change_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.preview import preview_change
from kept.orders.lifecycle import can_be_changed
from kept.orders.models import Channel, Order, Request
from kept.orders.queries import order_for, terms_of
from kept.orders.refusals import SomebodyWasFaster
from kept.payments.methods import methods
from kept.promises.refusals import CannotPromise
from kept.promises.schedule import schedule_of
from kept.stores.roles import May

MOST_RESULTS = 8


def change(request: DeskRequest, number: int) -> HttpResponse:
    """Show the panel; a POST adds a product, previews, or confirms, as its button says."""
    order = order_for(request.desk.actor, number)
    agreed = terms_of(order)
    if not can_be_changed(order):
        messages.error(
            request, _("This order can no longer be changed: it has left, is done or is cancelled.")
        )
        return redirect(request.desk.url("order", number))
    if request.method != "POST":
        return _page(request, order, values_of(agreed), seen_version=order.version)
    typed = read_form(request.POST)
    seen_version = whole_number(request.POST.get("seen_version", "")) or 0
    if request.POST.get("do") == "add":
        typed = _add_product(request.desk, typed, request.POST.get("add_words", ""))
        return _page(request, order, typed, seen_version=seen_version)
    if request.POST.get("do") == "confirm":
        return _confirm(request, order, typed, seen_version)
    return _page(
        request,
        order,
        typed,
        seen_version=seen_version,
        **_preview_context(request, order, _rebase(order, typed, seen_version)),
    )


def change_preview(request: DeskRequest, number: int) -> HttpResponse:
    """Show the effects of the form while it is being typed. Writes nothing."""
    order = order_for(request.desk.actor, number)
    seen_version = whole_number(request.POST.get("seen_version", "")) or 0
    preview = _preview_context(request, order, _rebase(order, read_form(request.POST), seen_version))
    return render(request, "desk/change/preview.html", {"order": order, "oob": True, **preview})


def change_product(request: DeskRequest, number: int) -> HttpResponse:
    """Find products that match `add_words`; with `add`, return the line of one of them."""
    order = order_for(request.desk.actor, number)
    desk = request.desk
    variant_id = whole_number(request.GET.get("add", ""))
    if variant_id:
        variant = Variant.objects.filter(store=desk.store, pk=variant_id).first()
        if variant is None:
            raise NotFound
        line = new_line_values(variant.pk, variant.price, order.currency)
        return render(
            request,
            "desk/change/line.html",
            {"line": _line_contexts(desk, order, [line])[0], **_permissions(desk)},
        )
    results = [
        {
            "id": variant.pk,
            "name": str(variant),
            "sku": variant.sku,
            "price": money(variant.price, order.currency),
        }
        for variant in variants_for_sale(desk.actor, request.GET.get("add_words", ""))[:MOST_RESULTS]
    ]
    return render(request, "desk/change/finds.html", {"order": order, "finds": results})


def _confirm(request: DeskRequest, order: Order, typed: FormValues, seen_version: int) -> HttpResponse:
    desk = request.desk
    try:
        changed = change_order(
            actor=desk.actor,
            number=order.number,
            seen_version=seen_version,
            change=_change_input(request, order, typed),
            channel=Channel.PHONE if request.POST.get("channel") == Channel.PHONE else Channel.DESK,
            reason=typed.reason,
            expected=request.POST.get("fingerprint", "")[:64],
            request_id=whole_number(request.POST.get("request", "")),
            now=timezone.now(),
        )
    except (NotFound, NotAllowed):
        raise
    except SomebodyWasFaster as faster:
        return _conflict_page(request, order, typed, seen_version, faster)
    except Refusal as refusal:
        # Stock, prices or the promise moved: the form comes back with its effects as they are now.
        context = _preview_context(request, order, typed) | {"refusal": refusal_text(refusal)}
        return _page(request, order, typed, seen_version=seen_version, status=refusal.status, **context)
    if changed.plan.changes_anything:
        done = _("Version %(version)s is now the current one.") % {"version": changed.order.version}
        messages.success(request, f"{done} {change_notification_words(changed.order)}")
    else:
        messages.warning(request, _("Nothing is different from what was agreed, so there is no new version."))
    return redirect(desk.url("order", order.number))


def _conflict_page(
    request: DeskRequest, order: Order, typed: FormValues, seen_version: int, faster: SomebodyWasFaster
) -> HttpResponse:
    """Show both versions side by side after somebody was faster, with what was typed on top of the newer one."""
    order = order_for(request.desk.actor, order.number)
    newest = terms_of(order)
    both = [agreement_of(newest, store=request.desk.store)]
    try:
        before = terms_of(order, seen_version)
    except NotFound:
        before = newest
    else:
        both.insert(0, agreement_of(before, store=request.desk.store))
        typed = rebase_on_newest(typed, before, newest)
    context = _preview_context(request, order, typed) | {"refusal": str(faster), "both": both}
    return _page(request, order, typed, seen_version=order.version, status=faster.status, **context)


def _rebase(order: Order, typed: FormValues, seen_version: int) -> FormValues:
    """Merge what was typed with what somebody else has agreed meanwhile, if the version that they saw exists."""
    if seen_version == order.version:
        return typed
    try:
        return rebase_on_newest(typed, terms_of(order, seen_version), terms_of(order))
    except NotFound:
        return typed


def _field_of(refusal: Refusal) -> str:
    """Return the field of the form that a refusal is about; "" where it is about none."""
    if isinstance(refusal, CannotPromise):
        return "wished"
    field = refusal.facts.get("field") or next(iter(refusal.facts.get("fields") or ()), "")
    return str(field).partition(".")[0]


def _preview_context(request: DeskRequest, order: Order, typed: FormValues) -> dict[str, Any]:
    """Return the effects that the form would have, or the sentence that says why it cannot."""
    desk, now = request.desk, timezone.now()
    try:
        preview = preview_change(
            actor=desk.actor, number=order.number, change=_change_input(request, order, typed), now=now
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return {"problem": refusal_text(refusal), "problem_field": _field_of(refusal)}
    effects = effects_context(desk, preview, reason=typed.reason, now=now)
    return {
        "effects": effects,
        "nothing": not preview.plan.changes_anything,
        "next_version": preview.plan.version,
        "fingerprint": preview.plan.fingerprint,
        "short": bool(preview.short),
        "tells": "message" in effects,
    }


def _change_input(request: DeskRequest, order: Order, typed: FormValues) -> OrderChangeInput:
    agreed = terms_of(order)
    fulfilment_method = schedule_of(request.desk.store).method(typed.fulfilment_method)
    kind = (
        agreed.fulfilment.kind
        if typed.fulfilment_method == agreed.fulfilment.method
        else fulfilment_method.kind
        if fulfilment_method
        else ""
    )
    return to_change_input(
        typed,
        fulfilment_kind=kind,
        currency=order.currency,
        locale=number_locale(),
        zone=request.desk.store.timezone,
    )


def _page(
    request: DeskRequest,
    order: Order,
    typed: FormValues,
    *,
    seen_version: int,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    desk = request.desk
    agreed = terms_of(order)
    request_id = whole_number(request.POST.get("request", "") or request.GET.get("request", ""))
    customer_request = Request.objects.filter(
        order=order, pk=request_id or 0, answer=Request.Answer.OPEN
    ).first()
    fulfilment_methods = _fulfilment_methods(desk, agreed.fulfilment.method, agreed.fulfilment.name)
    context = {
        "here": "orders",
        "order": order,
        "typed": typed,
        "open": open_sections(typed, values_of(agreed), str(more.get("problem_field", ""))),
        "lines": _line_contexts(desk, order, typed.lines),
        "fulfilment_methods": fulfilment_methods,
        "method_name": next(
            (
                fulfilment_method["name"]
                for fulfilment_method in fulfilment_methods
                if fulfilment_method["code"] == typed.fulfilment_method
            ),
            "",
        ),
        "payments": _payment_choices(desk, agreed.payment),
        "address": typed.address,
        "country": typed.address.get("country_code") or desk.store.country,
        "countries": countries(),
        "kept_fields": [(name, value) for name, value in typed.address.items() if name not in SHOWN_FIELDS],
        "seen_version": seen_version,
        "asked": customer_request,
        **_permissions(desk),
        **more,
    }
    return render(request, "desk/change/change.html", context, status=status)


def _permissions(desk: Desk) -> dict[str, Any]:
    return {"may_price": desk.actor.may(May.SET_PRICES)}


def _fulfilment_methods(desk: Desk, agreed: str, agreed_name: str) -> list[dict[str, str]]:
    fulfilment_methods = [
        {"code": fulfilment_method.code, "name": fulfilment_method.name, "kind": fulfilment_method.kind}
        for fulfilment_method in schedule_of(desk.store).methods
    ]
    if all(fulfilment_method["code"] != agreed for fulfilment_method in fulfilment_methods):
        fulfilment_methods.insert(0, {"code": agreed, "name": agreed_name, "kind": ""})
    return fulfilment_methods


def _payment_choices(desk: Desk, agreed: str) -> list[tuple[str, str]]:
    """Return the payment methods that any way offers, and the agreed one; the plan refuses one that does not fit."""
    offered = {
        one for fulfilment_method in schedule_of(desk.store).methods for one in fulfilment_method.pay_by
    }
    return [
        (method.code, str(method.words.label))
        for method in methods().values()
        if method.code == agreed or (method.code in offered and method.can_be_agreed_later)
    ]


def _line_contexts(desk: Desk, order: Order, lines: Iterable[LineValues]) -> list[dict[str, Any]]:
    """Return the form's lines, each with the variants and options of its product to choose from."""
    lines = list(lines)
    variants = (
        Variant.objects.filter(store=desk.store, pk__in=variant_ids(lines))
        .select_related("product")
        .in_bulk()
    )
    products = {variant.product_id for variant in variants.values()}
    siblings: dict[int, list[Variant]] = {}
    for sibling in Variant.objects.filter(product_id__in=products, active=True).order_by("position", "id"):
        siblings.setdefault(sibling.product_id, []).append(sibling)
    groups: dict[int, list[OptionGroup]] = {}
    for group in (
        OptionGroup.objects.filter(product_id__in=products)
        .prefetch_related("options")
        .order_by("position", "id")
    ):
        groups.setdefault(group.product_id, []).append(group)
    contexts = []
    for line in lines:
        variant = variants.get(whole_number(line.variant) or 0)
        context: dict[str, Any] = {
            "typed": line,
            "title": line.title,
            "variants": [],
            "groups": [],
            "currency": order.currency,
        }
        if variant is not None:
            others = siblings.get(variant.product_id, [])
            context |= {
                "title": variant.product.title,
                "note_label": variant.product.note_label,
                "variants": _variant_choices(variant, others, order.currency),
                "groups": [
                    _option_choices(group, line.options, order.currency)
                    for group in groups.get(variant.product_id, [])
                ],
            }
        contexts.append(context)
    return contexts


def _variant_choices(chosen: Variant, others: list[Variant], currency: str) -> list[dict[str, Any]]:
    variants = others if chosen in others else [chosen, *others]
    return [
        {
            "id": one.pk,
            "name": one.title or one.sku,
            "price": money(one.price, currency),
            "chosen": one.pk == chosen.pk,
        }
        for one in variants
    ]


def _option_choices(group: OptionGroup, chosen: tuple[str, ...], currency: str) -> dict[str, Any]:
    options: list[Option] = [
        option for option in group.options.all() if option.active or str(option.pk) in chosen
    ]
    return {
        "name": group.name,
        "single": group.most == 1,
        "needed": group.least > 0,
        "options": [
            {
                "id": option.pk,
                "name": option.name,
                "price": money(option.price_difference, currency) if option.price_difference else "",
                "chosen": str(option.pk) in chosen,
            }
            for option in sorted(options, key=lambda option: (option.position, option.pk))
        ],
    }


def _add_product(desk: Desk, typed: FormValues, words: str) -> FormValues:
    """Add the first product that matches the words as a line, for a browser without script."""
    variant = variants_for_sale(desk.actor, words).first()
    if not variant:
        return typed
    return replace(
        typed, lines=(*typed.lines, new_line_values(variant.pk, variant.price, desk.store.currency))
    )
