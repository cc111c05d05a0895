"""A new invitation with its token, which is known at this moment only."""

from dataclasses import dataclass

from kept.stores.models import Invitation


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation and the token that accepts it. Only the token's hash is stored."""

    invitation: Invitation
    token: str
