"""Ask for a link to a new password (B5)."""

from datetime import datetime

from kept.accounts.steps import write_to
from kept.kit.transactions import durable
from kept.messages.models import MessageKind


def request_password_reset(*, address: str, language: str, now: datetime) -> None:
    """Queue the link for whoever signs in with this address.

    Whether anybody does is not looked at here, where a stranger could measure it: the worker looks, makes the link as
    the mail leaves, and lets go what is for nobody.
    """
    with durable():
        write_to(address.strip().lower(), MessageKind.PASSWORD_RESET, facts={}, language=language, now=now)
