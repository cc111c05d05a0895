"""Set a new password by the link that came by mail (B5)."""

from datetime import datetime

from kept.accounts.events import SignInChange
from kept.accounts.queries import person_of_reset
from kept.accounts.refusals import LinkOver
from kept.accounts.steps import note_change, save_password, take_as_proven
from kept.accounts.tokens import is_reset_token
from kept.kit.transactions import durable
from kept.stores.models import User


def reset_password(*, token: str, password: str, language: str, now: datetime) -> User:
    """Set the password of the person to whose address the link went, and end all their sessions.

    There is no actor before that. Raises LinkOver or BadPassword.
    """
    with durable():
        person = User.objects.select_for_update().get(pk=person_of_reset(token).pk)
        if not is_reset_token(person, token):  # somebody used it while this one waited for the row
            raise LinkOver
        save_password(person, password)
        take_as_proven(person)
        note_change(person, SignInChange.PASSWORD_CHANGED, language=language, now=now)
    return person
