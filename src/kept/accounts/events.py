"""Events of somebody's sign-in. No event carries an e-mail address."""

from dataclasses import dataclass
from enum import StrEnum

from kept.journal.events import Event
from kept.stores.models import User


class SignInChange(StrEnum):
    """The ways in which a sign-in changes. The value is the journal's, and that of the message's words."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105  (no password)
    ADDRESS_CHANGED = "address_changed"
    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    KEY_ADDED = "key_added"
    KEY_REMOVED = "key_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigninChanged(Event[User]):
    """A staff member's sign-in was changed: the address, the password, or the second factor."""

    name = "signin.changed"
    schema = 1

    staff_id: int
    change: str
