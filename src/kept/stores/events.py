"""What can happen to a store and to the people who run it, in the past tense. No event carries an address."""

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
    """Somebody was invited to the team."""

    name = "staff.invited"
    schema = 1

    invitation_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Event[None]):
    """An invitation was withdrawn; the link in its message opens nothing."""

    name = "invitation.withdrawn"
    schema = 1

    invitation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event[Staff]):
    """Somebody accepted an invitation and has a place in the team."""

    name = "invitation.accepted"
    schema = 1

    invitation_id: int
    staff_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(Event[Staff]):
    """Somebody in the team may do other things now."""

    name = "role.changed"
    schema = 1

    staff_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRemoved(Event[Staff]):
    """Somebody has no place in the team any more. What they did stays theirs."""

    name = "staff.removed"
    schema = 1

    staff_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCreated(Event[Store]):
    """A program was given a key to the store."""

    name = "key.created"
    schema = 2
    upgrades = (renamed("name", "key_name"),)

    key_id: int
    key_name: str
    scopes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(Event[Store]):
    """A program's key opens nothing any more."""

    name = "key.revoked"
    schema = 2
    upgrades = (renamed("name", "key_name"),)

    key_id: int
    key_name: str
