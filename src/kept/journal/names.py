"""The names by which programs know events: `OrderSteppedBack` is `order.stepped_back`."""

import re
from functools import lru_cache


@lru_cache(maxsize=500)
def public_name(name: str) -> str:
    """An event's name as the API and webhooks write it: what it is about, a dot, what happened."""
    subject, *happened = [word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", name)]
    return f"{subject}.{'_'.join(happened)}"
