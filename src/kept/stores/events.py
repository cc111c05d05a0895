"""What can happen to a store and to the people who run it, in the past tense. No event carries an address."""

from dataclasses import dataclass

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOpened(Event):
    """A new store, with its first owner."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreChanged(Event):
    """Settings are different. `changed` names them."""

    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited(Event):
    """A place waits for its person; the letter with the link goes to them."""

    invitation_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Event):
    """The place no longer waits; the link in the letter opens nothing."""

    invitation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event):
    """Somebody took their place."""

    invitation_id: int
    staff_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(Event):
    """Somebody may do other things now."""

    staff_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRemoved(Event):
    """Somebody has no place in the store any more. What they did stays theirs."""

    staff_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCreated(Event):
    """A program was given a key to the store."""

    key_id: int
    name: str
    scopes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(Event):
    """A program's key opens nothing any more."""

    key_id: int
    name: str
