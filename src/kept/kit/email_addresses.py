"""E-mail addresses that a mail can be sent to across the internet."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# Names that no public mail server has: RFC 6761, 6762, 8375 and ICANN's ".internal", and what routers hand out.
_PRIVATE_ENDINGS = frozenset(
    ("localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "invalid", "arpa",
     "onion")
)  # fmt: skip


def is_public_email(address: str) -> bool:
    """Tell whether this is an e-mail address in the internet: with a domain of at least two words, no network address,
    and nothing quoted before the "@" (RFC 5321, 4.1.2), which nobody has and mail servers read differently.
    """
    try:
        validate_email(address)
    except ValidationError:
        return False
    local, _at, domain = address.rpartition("@")
    labels = domain.lower().split(".")
    is_name = len(labels) > 1 and not labels[-1][:1].isdigit() and labels[-1] not in _PRIVATE_ENDINGS
    return is_name and '"' not in local
