"""How often one address may do something in the shop, counted together by the processes of one `kept serve`
(`kit/rates.py`)."""

from time import monotonic

from django.http import HttpRequest, HttpResponse

from kept.faces import refused
from kept.faces.visitors import address_of
from kept.kit.rates import Allowance, shared

# What they protect (192-bit tokens, a form that anybody may fill in) does not hang on the exact figure. A right link is
# never refused for wrong ones that came from the same address: behind one router, many have one.
MISSES = Allowance("order-links", 20, 600)
ORDERS = Allowance("orders", 40, 600)


def spend(request: HttpRequest, allowance: Allowance) -> bool:
    """Count one; False: it was used up, and this one was not counted."""
    return shared().take(address_of(request), allowance, now=monotonic()).granted


def too_many(request: HttpRequest, allowance: Allowance) -> HttpResponse:
    """The page that says so, and how long until one more."""
    left = shared().look(address_of(request), allowance, now=monotonic())
    return refused.too_many(request, wait=left.seconds)
