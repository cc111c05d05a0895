"""How often one address may do something in the shop, counted together by the processes of one `kept serve`
(`kit/rate_limits.py`)."""

from time import monotonic

from django.http import HttpRequest, HttpResponse

from kept.faces import error_pages
from kept.faces.client_address import client_address
from kept.kit.rate_limits import RateLimit, shared_rate_limiter

# What they protect (192-bit tokens, a form that anybody may fill in) does not hang on the exact figure. A right link is
# never refused for wrong ones that came from the same address: behind one router, many have one.
MISSES = RateLimit("order-links", 20, 600)
ORDERS = RateLimit("orders", 40, 600)


def spend(request: HttpRequest, allowance: RateLimit) -> bool:
    """Count one; False: it was used up, and this one was not counted."""
    return shared_rate_limiter().take(client_address(request), allowance, now=monotonic()).granted


def too_many(request: HttpRequest, allowance: RateLimit) -> HttpResponse:
    """The page that says so, and how long until one more."""
    left = shared_rate_limiter().look(client_address(request), allowance, now=monotonic())
    return error_pages.too_many_requests(request, wait=left.seconds)
