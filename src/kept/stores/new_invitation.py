"""An invitation as it is made: the only moment at which its secret is known."""

from dataclasses import dataclass

from kept.stores.models import Invitation


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation and the secret that accepts it, said only now."""

    invitation: Invitation
    token: str
