"""Sign-in by django-allauth: by e-mail, and by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.urls import reverse

from kept.faces.desk.account.limits import count_password
from kept.kit.stored_rate_limits import give_back
from kept.stores.models import User
from kept.stores.queries import person


class EmailBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Authenticate by e-mail, and find the person of a session in one statement; every request asks for it."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session, unless they may not sign in any more."""
        user = person(user_id)
        return user if user and self.user_can_authenticate(user) else None


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up; whoever signs in goes to the desk."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: staff join a store by an invitation (`desk/join/<token>/`)."""
        del request
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the address of the desk; allauth asks for it where no other page was wanted."""
        del request
        return reverse("desk:home")

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """Return whose password this is. Raises TooManyTries."""
        counted = count_password(request, credentials.get("email", ""))
        user: User | None = super().authenticate(request, **credentials)
        if user:
            give_back(counted)
        return user
