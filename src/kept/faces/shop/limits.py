"""How often one address may do something: a fixed window in the cache.

With several processes each counts for itself, so the true limit is that many times as high; what it protects
(192-bit tokens, a form that anybody may fill in) does not hang on the exact figure.
"""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from kept.faces import refused
from kept.faces.visitors import address_of

MISSES = ("order-links", 20, 600)
ORDERS = ("orders", 40, 600)
"""(what, how often, within how many seconds)"""


def spent(request: HttpRequest, limit: tuple[str, int, int]) -> bool:
    """Whether this address has used up the limit."""
    return int(cache.get(_key(request, limit), 0)) >= limit[1]


def spend(request: HttpRequest, limit: tuple[str, int, int]) -> None:
    """Count one."""
    key = _key(request, limit)
    if not cache.add(key, 1, timeout=limit[2]):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two calls
            cache.set(key, 1, timeout=limit[2])


def too_many(request: HttpRequest, limit: tuple[str, int, int]) -> HttpResponse:
    """The page that says so."""
    return refused.too_many(request, wait=limit[2])


def _key(request: HttpRequest, limit: tuple[str, int, int]) -> str:
    return f"limit:{limit[0]}:{address_of(request)[:64].replace(' ', '')}"
