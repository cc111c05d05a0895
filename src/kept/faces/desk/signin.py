"""Sign-in by django-allauth, the way Kept wants it: people come by invitation, never by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up; whoever signs in goes to the desk."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """A place in a store is given by an invitation (`desk/<store>/staff/`)."""
        del request
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk, unless the person was on the way somewhere else."""
        del request
        return reverse("desk:home")
