"""What can happen to a store and to the people who run it, in the past tense. No event carries an address."""

from dataclasses import dataclass

from kept.journal.events import Event
from kept.stores.invited import Invited
from kept.stores.models import Staff, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOpened(Event[Store]):
    """A new store, with its first owner."""

    name = "store.opened"
    schema = 1

    store_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreChanged(Event[Store]):
    """Settings are different. `changed` names them."""

    name = "store.changed"
    schema = 1

    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited(Event[Invited]):
    """A place waits for its person; the letter with the link goes to them."""

    name = "staff.invited"
    schema = 1

    invitation_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Event[None]):
    """The place no longer waits; the link in the letter opens nothing."""

    name = "invitation.withdrawn"
    schema = 1

    invitation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event[Staff]):
    """Somebody took their place."""

    name = "invitation.accepted"
    schema = 1

    invitation_id: int
    staff_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(Event[Staff]):
    """Somebody may do other things now."""

    name = "role.changed"
    schema = 1

    staff_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRemoved(Event[Staff]):
    """Somebody has no place in the store any more. What they did stays theirs."""

    name = "staff.removed"
    schema = 1

    staff_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCreated(Event[Store]):
    """A program was given a key to the store."""

    name = "key.created"
    schema = 1

    key_id: int
    key_name: str
    scopes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(Event[Store]):
    """A program's key opens nothing any more."""

    name = "key.revoked"
    schema = 1

    key_id: int
    key_name: str
