"""The links in messages. What is secret in them is never stored: a marker stands for it until the hand-over.

A stored message can be shown at the desk, exported or backed up without opening the customer's page to
whoever reads it. `with_token` puts the token in at the last moment, and only in what is handed to the mail
server.
"""

from typing import Any
from urllib.parse import quote

from django.conf import settings

from kept.kit.tokens import unseal

# Looks like a token in an address, but is none: no token contains a dot.
MARKER = "kept.secret.link"


def order_page() -> str:
    """The address of the customer's order page, with the marker for its token."""
    return f"{settings.ENVIRONMENT.public_url}/o/{MARKER}/"


def desk_page(slug: str, number: int) -> str:
    """The address at which staff look at an order. Nothing in it is secret: it asks for a sign-in."""
    return f"{settings.ENVIRONMENT.public_url}/desk/{quote(slug)}/orders/{number}/"


def invitation_page() -> str:
    """The address at which somebody accepts a place in a store, with the marker for its token."""
    return f"{settings.ENVIRONMENT.public_url}/desk/join/{MARKER}/"


def token_in(facts: dict[str, Any]) -> str:
    """The token that a message's facts hold sealed (an invitation's);

    "" for none, or when it cannot be read any more.
    """
    return unseal(facts["sealed"]) or "" if facts.get("sealed") else ""


def with_token(text: str, token: str) -> str:
    """What is handed over: the stored text with its secret in place."""
    return text.replace(MARKER, quote(token, safe=""))
