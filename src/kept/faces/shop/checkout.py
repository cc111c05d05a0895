"""Guest checkout on one page (H1). Typed values are never lost, and nothing is charged that was not shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.faces.shop.basket import reduce_to_stock
from kept.faces.shop.cart import Cart
from kept.faces.shop.checkout_form import CheckoutForm, wished_at
from kept.faces.shop.limits import ORDERS, spend, too_many
from kept.faces.shop.placing import place, placed_token
from kept.faces.shop.quoting import Quote, method_promise, quote
from kept.faces.shop.store_context import StoreContext, render_page, shop_view
from kept.faces.ui.address_fields import PREFIX, countries
from kept.faces.ui.templatetags.kept import money
from kept.faces.ui.texts import refusal_text
from kept.kit.idempotency import KeyReused
from kept.kit.money import LARGEST
from kept.kit.refusals import Refusal
from kept.kit.text import whole_number
from kept.kit.tokens import new_token
from kept.orders.refusals import PriceMoved
from kept.payments.methods import label_of
from kept.promises.fulfilment import policy_of
from kept.promises.refusals import CannotPromise
from kept.stock.refusals import OutOfStock

# Typed values that stay in the page while the chosen method does not ask for them.
_CARRIED = ("country", "recipient", "instructions", "day", "time", "payment")


@require_http_methods(["GET", "HEAD", "POST"])
@shop_view
def checkout(request: HttpRequest, shop: StoreContext) -> HttpResponse:
    """Show the page, or act: `do` is update (show it for another method or country), left, or place."""
    cart = Cart.of(request, shop.store)
    data = request.POST
    do = data.get("do", "update") if request.method == "POST" else ""
    if do == "place":
        if not spend(request, ORDERS):
            return too_many(request, ORDERS)
        return _place(request, shop, cart)
    if do == "left":
        reduce_to_stock(cart, quote(shop, cart))
        cart.save(request)
    if not cart.lines:
        return HttpResponseRedirect(shop.page("basket"))
    quoted = _quote(shop, cart, data)
    if quoted.priced is None:  # nothing can be ordered; the basket says why
        return HttpResponseRedirect(shop.page("basket"))
    form = CheckoutForm(shop, quoted, _country(shop, data, quoted), initial=_initial(data))
    return _page(request, shop, form, quoted, data)


def _place(request: HttpRequest, shop: StoreContext, cart: Cart) -> HttpResponse:
    data = request.POST
    if data.get("basket") != cart.description:
        return _place_from_old_page(request, shop, cart)
    if not cart.lines:
        return HttpResponseRedirect(shop.page("basket"))
    quoted = _quote(shop, cart, data)
    form = CheckoutForm(shop, quoted, _country(shop, data, quoted), data)
    if form.is_valid():
        try:
            token = place(request, shop, cart, form, seen_total=_seen_total(data))
        except Refusal as refusal:
            _show_refusal(shop, form, refusal)
            quoted = _quote(shop, cart, data)  # the stock or a price has changed
        else:
            return HttpResponseRedirect(reverse("shop:thanks", args=[token]))
    form.focus_first_error()
    return _page(request, shop, form, quoted, data, status=422)


def _place_from_old_page(request: HttpRequest, shop: StoreContext, cart: Cart) -> HttpResponse:
    """Answer a page that was opened before the basket changed. It places nothing, and the basket stays as it is.

    Sent again after its order, with nothing in the basket since, it leads to that order: somebody pressed twice. Else
    the page comes back, with what was in the basket before and with what is in it now.
    """
    data = request.POST
    try:
        token = placed_token(shop, data)
    except KeyReused:
        token = ""
        messages.warning(
            request, _("You have already placed this order. What you have changed since is not part of it.")
        )
    thanks = reverse("shop:thanks", args=[token]) if token else ""
    if not cart.lines:
        return HttpResponseRedirect(thanks or shop.page("basket"))
    quoted = _quote(shop, cart, data)
    if quoted.priced is None:
        return HttpResponseRedirect(shop.page("basket"))
    form = CheckoutForm(shop, quoted, _country(shop, data, quoted), initial=_initial(data))
    earlier = {"url": thanks, "lines": quote(shop, Cart.described(data.get("basket", ""))).lines}
    return _page(request, shop, form, quoted, data, status=422, earlier=earlier)


def _quote(shop: StoreContext, cart: Cart, data: QueryDict) -> Quote:
    wished = wished_at(shop, data.get("day", ""), data.get("time", ""))
    return quote(shop, cart, method=data.get("fulfilment_method", ""), wished=wished)


def _show_refusal(shop: StoreContext, form: CheckoutForm, refusal: Refusal) -> None:
    """Put the refusal next to the field where it can be corrected."""
    if isinstance(refusal, PriceMoved):
        total = money(refusal.facts["total"], shop.store.currency)
        form.add_problem(
            "",
            _("The total has changed: it is %(total)s now. Check it, then order.") % {"total": total},
        )
    elif isinstance(refusal, CannotPromise):
        form.add_problem("day" if "day" in form.fields else "fulfilment_method", refusal_text(refusal))
    elif isinstance(refusal, KeyReused):
        form.add_problem(
            "",
            _(
                "You have already placed this order: see its confirmation. To order the same again, send it"
                " once more."
            ),
        )
    elif isinstance(refusal, OutOfStock):
        form.add_problem(
            "",
            _("Somebody was faster: not everything in your basket is still available. Nothing was ordered."),
        )
    elif refusal.facts.get("fields"):
        for field, sentence in refusal.facts["fields"].items():
            form.add_problem(field, str(sentence))
    else:
        form.add_problem(refusal.facts.get("field", ""), str(refusal))


def _page(
    request: HttpRequest,
    shop: StoreContext,
    form: CheckoutForm,
    quoted: Quote,
    data: QueryDict,
    *,
    status: int = 200,
    earlier: dict[str, Any] | None = None,
) -> HttpResponse:
    chosen = quoted.priced.method.code if quoted.priced else ""
    context: dict[str, Any] = {
        "form": form,
        "quote": quoted,
        "fulfilment_methods": [
            {
                "code": fulfilment_method.code,
                "title": fulfilment_method.name,
                "more": " · ".join(
                    text
                    for text in (
                        method_promise(shop, fulfilment_method, quoted.minutes),
                        fulfilment_method.words,
                    )
                    if text
                ),
                "end": _fee(
                    shop, fulfilment_method.fee_for(quoted.priced.amounts.items if quoted.priced else 0)
                ),
                "checked": fulfilment_method.code == chosen,
            }
            for fulfilment_method in quoted.methods
        ],
        "payments": [
            {
                "code": method,
                "title": label_of(method),
                "checked": form["payment"].value() == method,
            }
            for method in (quoted.priced.method.pay_by if quoted.priced else ())
        ],
        "carried": [
            (name, data[name])
            for name in data
            if name not in form.fields and (name in _CARRIED or name.startswith(PREFIX)) and data[name]
        ],
        # A refused page has placed nothing. The next one may differ from it, so it gets a key of its own.
        "key": new_token(),
        "basket": Cart("", [line.cart_line for line in quoted.lines]).description,
        "earlier": earlier,
    }
    return render_page(request, shop, "shop/checkout.html", context, status=status)


def _fee(shop: StoreContext, fee: int) -> str:
    return money(fee, shop.store.currency) if fee else _("free")


def _initial(data: QueryDict) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "fulfilment_method"}


def _country(shop: StoreContext, data: QueryDict, quoted: Quote) -> str:
    """Return the country of the address: the chosen one for parcels, the store's own for drivers."""
    code = data.get("country", "")
    can_choose = quoted.priced is not None and policy_of(quoted.priced.method.kind).has_carrier
    is_valid = can_choose and any(code == country for country, _name in countries())
    return code if is_valid else shop.store.country


def _seen_total(data: QueryDict) -> int:
    total = whole_number(data.get("total"), LARGEST)
    return -1 if total is None else total
