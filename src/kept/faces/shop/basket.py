"""The basket page: look, change quantities and notes, take out; every button works without script."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from kept.faces.shop.cart import Cart
from kept.faces.shop.quoting import Quote, quote
from kept.faces.shop.store_context import StoreContext, in_shop, shown
from kept.kit.text import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@in_shop
def basket(request: HttpRequest, visit: StoreContext) -> HttpResponse:
    """GET shows it. POST changes it: `do` is update, left (what can be had), checkout, or remove:<key>."""
    cart = Cart.of(request, visit.store)
    if request.method == "POST":
        return _change(request, visit, cart)
    return shown(request, visit, "shop/basket.html", {"quote": quote(visit, cart)})


def reduce_to_stock(cart: Cart, made: Quote) -> None:
    """Every line down to what can be had; what cannot be had at all is taken out."""
    left: dict[int, int] = {}
    for line in made.lines:
        if line.problem and line.terms is None:
            cart.change(line.cart_line.key, quantity=0)
        elif line.left is not None:
            can = left.setdefault(line.cart_line.variant, line.left)
            taken = min(can, line.cart_line.quantity)
            left[line.cart_line.variant] = can - taken
            cart.change(line.cart_line.key, quantity=taken)


def _change(request: HttpRequest, visit: StoreContext, cart: Cart) -> HttpResponse:
    do = request.POST.get("do", "update")
    for line in list(cart.lines):
        cart.change(
            line.key,
            quantity=whole_number(request.POST.get(f"quantity_{line.key}", "")),
            note=request.POST.get(f"note_{line.key}"),
        )
    if do.startswith("remove:"):
        cart.change(do.removeprefix("remove:"), quantity=0)
    if do == "left":
        reduce_to_stock(cart, quote(visit, cart))
    cart.save(request)
    goes_on = do == "checkout" and cart.lines and quote(visit, cart).can_be_ordered
    return HttpResponseRedirect(visit.page("checkout" if goes_on else "basket"))
