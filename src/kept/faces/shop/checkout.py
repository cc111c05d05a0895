"""Guest checkout on one page (H1). Nothing typed is ever lost, and nothing is charged that was not shown."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.faces.shop.basket import reduce_to_stock
from kept.faces.shop.cart import Cart
from kept.faces.shop.checkout_form import CheckoutForm, wished_at
from kept.faces.shop.limits import ORDERS, spend, too_many
from kept.faces.shop.placing import place, placed_before
from kept.faces.shop.quoting import Quote, method_words, quote
from kept.faces.shop.store_context import StoreContext, in_shop, shown
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

# What somebody typed stays in the page even while the chosen way does not ask for it.
_CARRIED = ("country", "recipient", "instructions", "day", "time", "payment")


@require_http_methods(["GET", "HEAD", "POST"])
@in_shop
def checkout(request: HttpRequest, visit: StoreContext) -> HttpResponse:
    """GET shows the page. POST: `do` is update (show it for another way or country), left, or place."""
    cart = Cart.of(request, visit.store)
    typed = request.POST
    do = typed.get("do", "update") if request.method == "POST" else ""
    if do == "place":
        if not spend(request, ORDERS):
            return too_many(request, ORDERS)
        return _place(request, visit, cart)
    if do == "left":
        reduce_to_stock(cart, quote(visit, cart))
        cart.save(request)
    if not cart.lines:
        return HttpResponseRedirect(visit.page("basket"))
    made = _quote(visit, cart, typed)
    if made.made is None:  # nothing can be ordered, and the basket says why
        return HttpResponseRedirect(visit.page("basket"))
    form = CheckoutForm(visit, made, _country(visit, typed, made), initial=_as_typed(typed))
    return _page(request, visit, form, made, typed)


def _place(request: HttpRequest, visit: StoreContext, cart: Cart) -> HttpResponse:
    typed = request.POST
    if not cart.lines:
        token = placed_before(visit, typed)
        return HttpResponseRedirect(reverse("shop:thanks", args=[token]) if token else visit.page("basket"))
    made = _quote(visit, cart, typed)
    form = CheckoutForm(visit, made, _country(visit, typed, made), typed)
    if form.is_valid():
        try:
            token = place(visit, cart, form, typed, seen_total=_seen_total(typed))
        except Refusal as refusal:
            _explain(visit, form, refusal)
            made = _quote(visit, cart, typed)  # the stock or a price has moved: show it as it is now
        else:
            cart.lines = []
            cart.save(request)
            return HttpResponseRedirect(reverse("shop:thanks", args=[token]))
    form.focus_first_error()
    return _page(request, visit, form, made, typed, status=422)


def _quote(visit: StoreContext, cart: Cart, typed: QueryDict) -> Quote:
    wished = wished_at(visit, typed.get("day", ""), typed.get("time", ""))
    return quote(visit, cart, method=typed.get("fulfilment_method", ""), wished=wished)


def _explain(visit: StoreContext, form: CheckoutForm, refusal: Refusal) -> None:
    """Say what was refused where it can be put right."""
    if isinstance(refusal, PriceMoved):
        total = money(refusal.facts["total"], visit.store.currency)
        form.mark(
            "",
            _("The total has changed: it is %(total)s now. Check it, then order.") % {"total": total},
        )
    elif isinstance(refusal, CannotPromise):
        form.mark("day" if "day" in form.fields else "fulfilment_method", refusal_text(refusal))
    elif isinstance(refusal, KeyReused):
        form.mark(
            "",
            _(
                "You have already placed this order: see its confirmation. To order the same again, send it"
                " once more."
            ),
        )
    elif isinstance(refusal, OutOfStock):
        form.mark(
            "",
            _("Somebody was faster: not everything in your basket is still available. Nothing was ordered."),
        )
    elif refusal.facts.get("fields"):
        for field, sentence in refusal.facts["fields"].items():
            form.mark(field, str(sentence))
    else:
        form.mark(refusal.facts.get("field", ""), str(refusal))


def _page(
    request: HttpRequest,
    visit: StoreContext,
    form: CheckoutForm,
    made: Quote,
    typed: QueryDict,
    *,
    status: int = 200,
) -> HttpResponse:
    chosen = made.made.method.code if made.made else ""
    context: dict[str, Any] = {
        "form": form,
        "quote": made,
        "fulfilment_methods": [
            {
                "code": fulfilment_method.code,
                "title": fulfilment_method.name,
                "more": " · ".join(
                    text
                    for text in (
                        method_words(visit, fulfilment_method, made.minutes),
                        fulfilment_method.words,
                    )
                    if text
                ),
                "end": _fee(visit, fulfilment_method.fee_for(made.made.amounts.items if made.made else 0)),
                "checked": fulfilment_method.code == chosen,
            }
            for fulfilment_method in made.methods
        ],
        "payments": [
            {
                "code": method,
                "title": label_of(method),
                "checked": form["payment"].value() == method,
            }
            for method in (made.made.method.pay_by if made.made else ())
        ],
        "carried": [
            (name, typed[name])
            for name in typed
            if name not in form.fields and (name in _CARRIED or name.startswith(PREFIX)) and typed[name]
        ],
        # A refused page has placed nothing, so its key is still free; what is sent next may differ from it.
        "key": new_token(),
    }
    return shown(request, visit, "shop/checkout.html", context, status=status)


def _fee(visit: StoreContext, fee: int) -> str:
    return money(fee, visit.store.currency) if fee else _("free")


def _as_typed(typed: QueryDict) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if name != "fulfilment_method"}


def _country(visit: StoreContext, typed: QueryDict, made: Quote) -> str:
    """The country whose address is asked for: a parcel goes anywhere, a driver stays at home."""
    asked = typed.get("country", "")
    can_choose = made.made is not None and policy_of(made.made.method.kind).has_carrier
    known = can_choose and any(code == asked for code, _name in countries())
    return asked if known else visit.store.country


def _seen_total(typed: QueryDict) -> int:
    total = whole_number(typed.get("total"), LARGEST)
    return -1 if total is None else total
