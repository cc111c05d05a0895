"""Record that somebody's second factor was changed (B5)."""

from datetime import datetime

from kept.accounts.events import SignInChange
from kept.accounts.steps import note_change
from kept.kit.transactions import joining
from kept.stores.models import User


def record_sign_in_change(*, person: User, change: SignInChange, language: str, now: datetime) -> None:
    """Record the change in the journals and tell the person, in the transaction that writes it, if one is open."""
    with joining():
        note_change(person, change, language=language, now=now)
