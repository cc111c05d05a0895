"""Sign-in by django-allauth, the way Kept wants it: people come by invitation, never by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.urls import reverse

from kept.stores.models import User
from kept.stores.queries import person


class EmailBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Who signs in, and who a session belongs to; the second is asked with every request."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, unless they may not sign in any more."""
        found = person(user_id)
        return found if found and self.user_can_authenticate(found) else None


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up; whoever signs in goes to the desk."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """A place in a store is given by an invitation (`desk/<store>/staff/`)."""
        del request
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk, unless the person was on the way somewhere else."""
        del request
        return reverse("desk:home")
