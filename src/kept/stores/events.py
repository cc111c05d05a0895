"""Events of a store and of the people who run it. No event carries an e-mail address."""

from dataclasses import dataclass

from kept.journal.events import Event, renamed
from kept.stores.models import Staff, Store
from kept.stores.new_invitation import NewInvitation


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOpened(Event[Store]):
    """A store was opened, with its first owner."""

    name = "store.opened"
    schema = 2
    upgrades = (renamed("name", "store_name"),)

    store_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreChanged(Event[Store]):
    """The store's settings were changed. `changed` names them."""

    name = "store.changed"
    schema = 1

    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited(Event[NewInvitation]):
    """Somebody was invited to join the store's staff."""

    name = "staff.invited"
    schema = 1

    invitation_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Event[None]):
    """An invitation was withdrawn; the link in its message opens nothing any more."""

    name = "invitation.withdrawn"
    schema = 1

    invitation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event[Staff]):
    """Somebody accepted an invitation and belongs to the staff now."""

    name = "invitation.accepted"
    schema = 1

    invitation_id: int
    staff_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(Event[Staff]):
    """A staff member got another role."""

    name = "role.changed"
    schema = 1

    staff_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRemoved(Event[Staff]):
    """A staff member was removed. The journal still names them for what they did."""

    name = "staff.removed"
    schema = 1

    staff_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCreated(Event[Store]):
    """An API key was created."""

    name = "key.created"
    schema = 2
    upgrades = (renamed("name", "key_name"),)

    key_id: int
    key_name: str
    scopes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(Event[Store]):
    """An API key was revoked."""

    name = "key.revoked"
    schema = 2
    upgrades = (renamed("name", "key_name"),)

    key_id: int
    key_name: str
