"""Steps that the actions of this package share. They open no transaction."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kept.accounts.events import SignInChange, SigninChanged
from kept.accounts.refusals import BadPassword
from kept.journal.record import record
from kept.kit.queue import enqueue
from kept.kit.transactions import require_transaction
from kept.messages.models import Message, MessageKind
from kept.messages.steps import message_to
from kept.stores.models import Staff, User
from kept.stores.queries import has_unproven_address, staff_actor


def note_change(
    person: User, change: SignInChange, *, language: str, now: datetime, told: str = "", new_address: str = ""
) -> None:
    """Record a change in the journal of each store in which the person works, and tell them.

    `told`: the address that is told, where it is not the one they sign in with.
    """
    require_transaction()
    places = Staff.objects.select_related("store").filter(user=person, active=True).order_by("pk")
    for place in places:
        event = SigninChanged(staff_id=place.pk, change=change)
        record(event, actor=staff_actor(place, person), now=now, subject=person)
    facts = {"change": str(change), "address": new_address}
    write_to(told or person.email, MessageKind.SIGN_IN_CHANGED, facts=facts, language=language, now=now)


def write_to(address: str, kind: MessageKind, *, facts: dict[str, Any], language: str, now: datetime) -> None:
    """Queue a message of Kept's own, which is no store's."""
    require_transaction()
    message = message_to(
        Message.To.STAFF, store_id=None, kind=kind, address=address, language=language, facts=facts, now=now
    )
    enqueue([message])


def save_password(person: User, password: str) -> None:
    """Set a password and end all sessions. Raises BadPassword."""
    require_transaction()
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BadPassword(" ".join(error.messages), field="password") from error
    person.set_password(password)
    person.save(update_fields=["password"])


def take_as_proven(person: User) -> None:
    """Take the address for the person's own, because they opened a link that went there.

    Where it had merely been claimed, whoever had done so could still sign in with a passkey of theirs, or keep the
    owner of the address out by a code: what they set up goes.
    """
    require_transaction()
    if has_unproven_address(person):
        Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
