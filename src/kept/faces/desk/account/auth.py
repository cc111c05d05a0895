"""Sign-in by django-allauth: by e-mail, by invitation only, and with no mail and no address of its own."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from kept.accounts.actions.change_password import change_password
from kept.faces.desk.account.limits import count_password
from kept.kit.stored_rate_limits import give_back
from kept.stores.models import User
from kept.stores.queries import person


class EmailBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Authenticate by the one address that a person has, and find the person of a session in one statement."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session, unless they may not sign in any more; every request asks for it."""
        user = person(user_id)
        return user if user and self.user_can_authenticate(user) else None

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """Look at nobody's further addresses; allauth would look at those in its own table first."""
        user = User.objects.filter(email=email.lower()).first()
        found: User | None = self._check_password(user, password)
        return found

    @classmethod
    def _stash_user(cls, user: User | None) -> User | None:
        """Keep nobody whose sign-in is closed: the right password is answered as a wrong one."""
        del user
        return None


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

    def is_safe_url(self, url: str) -> bool:
        """Tell whether a sign-in may lead there: to this installation, whatever name it was asked by."""
        own = urlsplit(settings.ENVIRONMENT.public_url).netloc
        return url_has_allowed_host_and_scheme(url, allowed_hosts={own}, require_https=settings.HTTPS)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Send somebody whose sign-in is closed back to the sign-in."""
        del request, user
        return HttpResponseRedirect(reverse("account_login"))

    def set_password(self, user: User, password: str) -> None:
        """Save the password of somebody who changes it, recorded and told."""
        change_password(person=user, password=password, language=get_language() or "en", now=timezone.now())

    def reauthenticate(self, user: User, password: str) -> bool:
        """Tell whether this is the password of the person who is signed in."""
        known = self.authenticate(self.request, email=user.email, password=password)
        return known is not None and known.pk == user.pk

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: what changed is told by a message that is written where it changes (kept.accounts)."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse: every mail of Kept is a message, written in a transaction and sent by the worker."""
        del email, context
        raise RuntimeError(f"allauth would send {template_prefix}; no page that Kept has sends mail.")
