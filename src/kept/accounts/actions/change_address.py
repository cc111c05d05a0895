"""Sign in with another address from now on (B5)."""

from datetime import datetime

from django.db import IntegrityError

from kept.accounts.events import SignInChange
from kept.accounts.queries import proof_for
from kept.accounts.refusals import SignInAddressTaken
from kept.accounts.steps import note_change, take_as_proven
from kept.kit.transactions import durable
from kept.stores.models import User


def change_address(*, person: User, token: str, language: str, now: datetime) -> User:
    """Change the address by the link that went to the new one, and tell the old one.

    Raises LinkOver, and SignInAddressTaken when somebody else was faster.
    """
    try:
        with durable():
            owner = User.objects.select_for_update().get(pk=person.pk)
            proof = proof_for(owner, token)
            owner.email = proof.after
            owner.save(update_fields=["email"])
            take_as_proven(owner)
            note_change(
                owner, SignInChange.ADDRESS_CHANGED, language=language, now=now,
                told=proof.before, new_address=proof.after,
            )  # fmt: skip
    except IntegrityError as error:
        raise SignInAddressTaken from error
    return owner
