"""Rate limits of the shop, by IP address. The processes of one `kept serve` count together (`kit/rate_limits.py`)."""

from time import monotonic

from django.http import HttpRequest, HttpResponse

from kept.faces import error_pages
from kept.faces.client_address import client_address
from kept.kit.rate_limits import RateLimit, shared_rate_limiter

# The figures need not be exact: they protect 192-bit tokens and a form that anybody may fill in. A valid link is never
# refused because of invalid ones from the same address, which many people behind one router share.
MISSES = RateLimit("order-links", 20, 600)
ORDERS = RateLimit("orders", 40, 600)
# Each begins a basket, which is a row in the database. Behind one address of a mobile network there are many.
VISITORS = RateLimit("visitors", 120, 3600)


def spend(request: HttpRequest, allowance: RateLimit) -> bool:
    """Use up one; return False, without counting, when none is left."""
    return shared_rate_limiter().take(client_address(request), allowance, now=monotonic()).granted


def too_many(request: HttpRequest, allowance: RateLimit) -> HttpResponse:
    """Return the page for a used-up limit, with the time until one more is allowed."""
    left = shared_rate_limiter().look(client_address(request), allowance, now=monotonic())
    return error_pages.too_many_requests(request, wait=left.seconds)
