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


def order_page(*, asks: bool = False) -> str:
    """The address of the customer's order page, with the marker for its token.

    `asks` opens it at the question whether it looks right. Looking never answers it: that takes a press there.
    """
    return f"{settings.ENVIRONMENT.public_url}/o/{MARKER}/{'?right' if asks else ''}"


def news_page() -> str:
    """The customer's order page at the question whether the news that were ticked with the order are wanted."""
    return f"{settings.ENVIRONMENT.public_url}/o/{MARKER}/?news#news"


def desk_page(slug: str, number: int) -> str:
    """The address at which staff look at an order. Nothing in it is secret: it asks for a sign-in."""
    return f"{settings.ENVIRONMENT.public_url}/desk/{quote(slug)}/orders/{number}/"


def desk_board(slug: str) -> str:
    """The address at which staff see all that is in flight."""
    return f"{settings.ENVIRONMENT.public_url}/desk/{quote(slug)}/board/"


def store_logo(slug: str) -> str:
    """Return the address of the store's logo: always the one it has now, however old the mail is."""
    return f"{settings.ENVIRONMENT.public_url}/s/{quote(slug)}/logo.png"


def invitation_page() -> str:
    """The address at which somebody accepts a place in a store, with the marker for its token."""
    return f"{settings.ENVIRONMENT.public_url}/desk/join/{MARKER}/"


def reset_page() -> str:
    """The address at which somebody chooses a new password, with the marker for its token."""
    return f"{settings.ENVIRONMENT.public_url}/accounts/password/new/{MARKER}/"


def address_page() -> str:
    """The address at which somebody proves that an address is theirs, with the marker for its token."""
    return f"{settings.ENVIRONMENT.public_url}/accounts/address/{MARKER}/"


def forgotten_page() -> str:
    """The address at which somebody asks for a new password."""
    return f"{settings.ENVIRONMENT.public_url}/accounts/password/reset/"


def token_in(facts: dict[str, Any]) -> str:
    """The token that a message's facts hold sealed (an invitation's); "" where there is none or it cannot be read."""
    return unseal(facts["sealed"]) or "" if facts.get("sealed") else ""


def with_token(text: str, token: str) -> str:
    """Return the stored text with its secret in place, as it is handed over."""
    return text.replace(MARKER, quote(token, safe=""))
