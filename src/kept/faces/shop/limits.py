"""How often one address may do something in the shop, counted together by all web processes (`kit/rates.py`)."""

from time import monotonic

from django.http import HttpRequest, HttpResponse

from kept.faces import refused
from kept.faces.visitors import address_of
from kept.kit.rates import Allowance, shared

# What they protect (192-bit tokens, a form that anybody may fill in) does not hang on the exact figure.
MISSES = Allowance("order-links", 20, 600)
ORDERS = Allowance("orders", 40, 600)


def spent(request: HttpRequest, allowance: Allowance) -> bool:
    """Whether this address has used up the allowance."""
    return not shared().look(address_of(request), allowance, now=monotonic()).granted


def spend(request: HttpRequest, allowance: Allowance) -> bool:
    """Count one; False: it was used up, and this one was not counted."""
    return shared().take(address_of(request), allowance, now=monotonic()).granted


def too_many(request: HttpRequest, allowance: Allowance) -> HttpResponse:
    """The page that says so, and how long until one more."""
    left = shared().look(address_of(request), allowance, now=monotonic())
    return refused.too_many(request, wait=left.seconds)
