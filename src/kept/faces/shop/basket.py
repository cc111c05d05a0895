"""The basket page: quantities, notes, removing. Every button works without JavaScript."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from kept.faces.shop.cart import Cart
from kept.faces.shop.quoting import Quote, quote
from kept.faces.shop.store_context import StoreContext, render_page, shop_view
from kept.kit.text import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@shop_view
def basket(request: HttpRequest, shop: StoreContext) -> HttpResponse:
    """Show the basket, or change it: `do` is update, left (reduce to stock), checkout, or remove:<key>."""
    cart = Cart.of(request, shop.store)
    if request.method == "POST":
        return _change(request, shop, cart)
    return render_page(request, shop, "shop/basket.html", {"quote": quote(shop, cart)})


def reduce_to_stock(cart: Cart, quoted: Quote) -> None:
    """Reduce every line to what is in stock, and remove lines that cannot be ordered at all."""
    left: dict[int, int] = {}
    for line in quoted.lines:
        if line.problem and line.terms is None:
            cart.change(line.cart_line.key, quantity=0)
        elif line.left is not None:
            pieces = left.setdefault(line.cart_line.variant, line.left)
            quantity = min(pieces, line.cart_line.quantity)
            left[line.cart_line.variant] = pieces - quantity
            cart.change(line.cart_line.key, quantity=quantity)


def _change(request: HttpRequest, shop: StoreContext, cart: Cart) -> HttpResponse:
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
        reduce_to_stock(cart, quote(shop, cart))
    cart.save(request)
    can_check_out = do == "checkout" and cart.lines and quote(shop, cart).can_be_ordered
    return HttpResponseRedirect(shop.page("checkout" if can_check_out else "basket"))
