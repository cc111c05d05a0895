"""The tokens in the links that Kept mails to somebody about their sign-in.

Nothing of them is stored: a token is made when the mail is handed over, and proves itself. Each is made of what it
changes, so that it works once, and of the moment, so that it ends.
"""

from dataclasses import dataclass

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.utils.http import base36_to_int, int_to_base36

from kept.stores.models import User

# How long a link works. An hour is enough to find a mail; it is not written down for longer in any mailbox's backup.
VALID_SECONDS = 3600
_ADDRESS = "kept.accounts.address"
# No id is longer, and no database is asked for one that is (13 characters of base 36 are more).
_MOST = 2**63


class _ResetTokens(PasswordResetTokenGenerator):
    """Django's tokens: of the password, the address and the last sign-in, so that each of these ends them."""

    key_salt = "kept.accounts.reset"


_reset_tokens = _ResetTokens()


@dataclass(frozen=True, slots=True)
class AddressProof:
    """The content of a link that proves an address: whose sign-in, from which address, to which."""

    person_id: int
    before: str
    after: str


def reset_token(person: User) -> str:
    """Return a token with which this person's password can be set, once."""
    return f"{int_to_base36(person.pk)}-{_reset_tokens.make_token(person)}"


def reset_person_id(token: str) -> int | None:
    """Return the id that a reset token names, not proven yet; None for what is no token."""
    number, _dash, _rest = token.partition("-")
    try:
        person_id = base36_to_int(number)
    except ValueError:
        return None
    return person_id if 0 < person_id < _MOST else None


def is_reset_token(person: User, token: str) -> bool:
    """Tell whether the token can set this person's password now."""
    return _reset_tokens.check_token(person, token.partition("-")[2])


def address_token(person: User, address: str) -> str:
    """Return the token that proves this address to be the person's."""
    return signing.dumps([person.pk, person.email, address], salt=_ADDRESS)


def address_proof(token: str) -> AddressProof | None:
    """Return the content of a token; None for one that is too old, or none."""
    try:
        return AddressProof(*signing.loads(token, salt=_ADDRESS, max_age=VALID_SECONDS))
    except signing.BadSignature:
        return None
