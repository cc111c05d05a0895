"""Change one's own password (B5)."""

from datetime import datetime

from kept.accounts.events import SignInChange
from kept.accounts.steps import note_change, save_password
from kept.kit.transactions import joining
from kept.stores.models import User


def change_password(*, person: User, password: str, language: str, now: datetime) -> None:
    """Set the password of a person who has just proven the one before. Raises BadPassword."""
    with joining():
        save_password(person, password)
        note_change(person, SignInChange.PASSWORD_CHANGED, language=language, now=now)
