"""The context of messages about somebody's own sign-in, which no store writes.

The secrets in their links are made here, as the mail leaves: no row ever holds one, and none is older than its mail.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings

from kept.accounts.tokens import address_token, reset_token
from kept.messages.message_context import MessageContext
from kept.messages.models import Message, MessageKind
from kept.stores.models import User


def read_sign_in_contexts(messages: Sequence[Message]) -> dict[int, MessageContext]:
    """The facts of each message, by its id. Left out: those for nobody who signs in here, or not any more."""
    by_id, by_address = _people(messages)
    contexts: dict[int, MessageContext] = {}
    for message in messages:
        if message.kind == MessageKind.SIGN_IN_CHANGED:
            contexts[message.pk] = _context("")
        elif message.kind == MessageKind.PASSWORD_RESET:
            if person := by_address.get(message.address):
                contexts[message.pk] = _context(reset_token(person))
        elif person := by_id.get(message.facts["person"]):
            contexts[message.pk] = _context(address_token(person, message.address))
    return contexts


def _people(messages: Sequence[Message]) -> tuple[dict[int, User], dict[str, User]]:
    """Return the people whom messages name, and those who sign in with an address to which a reset goes."""
    named = [message.facts["person"] for message in messages if "person" in message.facts]
    addresses = [message.address for message in messages if message.kind == MessageKind.PASSWORD_RESET]
    active = User.objects.filter(is_active=True)
    by_address = {person.email: person for person in active.filter(email__in=addresses)} if addresses else {}
    return active.in_bulk(named) if named else {}, by_address


def _context(token: str) -> MessageContext:
    host = urlsplit(settings.ENVIRONMENT.public_url).netloc
    brand = {
        "slug": "", "name": "Kept", "legal_name": "", "email": settings.ENVIRONMENT.mail_from, "phone": "",
        "address_lines": [host], "accent": "", "logo": "",
    }  # fmt: skip
    return {"store": brand, "host": host, "token": token}
