"""The basket page: look, change quantities and notes, take out; every button works without script."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from kept.faces.shop.cart import Cart
from kept.faces.shop.quoting import Quote, quote
from kept.faces.shop.visit import Visit, in_shop, shown
from kept.kit.text import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@in_shop
def basket(request: HttpRequest, visit: Visit) -> HttpResponse:
    """GET shows it. POST changes it: `do` is update, left (what can be had), checkout, or remove:<key>."""
    cart = Cart.of(request, visit.store)
    if request.method == "POST":
        return _change(request, visit, cart)
    return shown(request, visit, "shop/basket.html", {"quote": quote(visit, cart)})


def take_what_is_left(cart: Cart, made: Quote) -> None:
    """Every line down to what can be had; what cannot be had at all is taken out."""
    left: dict[int, int] = {}
    for line in made.lines:
        if line.problem and line.terms is None:
            cart.change(line.line.key, quantity=0)
        elif line.left is not None:
            can = left.setdefault(line.line.variant, line.left)
            taken = min(can, line.line.quantity)
            left[line.line.variant] = can - taken
            cart.change(line.line.key, quantity=taken)


def _change(request: HttpRequest, visit: Visit, cart: Cart) -> HttpResponse:
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
        take_what_is_left(cart, quote(visit, cart))
    cart.save(request)
    goes_on = do == "checkout" and cart.lines and quote(visit, cart).can_be_ordered
    return HttpResponseRedirect(visit.page("checkout" if goes_on else "basket"))
