"""Ask to sign in with another address (B5)."""

from datetime import datetime

from kept.accounts.refusals import SameAddress, SignInAddressTaken
from kept.accounts.steps import write_to
from kept.kit.transactions import durable
from kept.messages.models import MessageKind
from kept.stores.models import User
from kept.stores.writes import checked_email


def request_address_change(*, person: User, address: str, language: str, now: datetime) -> str:
    """Send the new address its link, and return it as it was understood. Nothing has changed until the link is opened.

    Raises BadStore for what is no address, SameAddress or SignInAddressTaken.
    """
    new = checked_email(address)
    if new == person.email:
        raise SameAddress(field="email")
    if User.objects.filter(email=new).exists():
        raise SignInAddressTaken(field="email")
    with durable():
        write_to(new, MessageKind.ADDRESS_CHANGE, facts={"person": person.pk}, language=language, now=now)
    return new
