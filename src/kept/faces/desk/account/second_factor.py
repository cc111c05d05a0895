"""The second factor of the sign-in (B5): django-allauth's forms and refusals, worded as the desk."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.accounts.actions.record_sign_in_change import record_sign_in_change
from kept.accounts.events import SignInChange
from kept.faces.desk.account.limits import count_code, count_use
from kept.kit.refusals import Refusal
from kept.kit.stored_rate_limits import give_back
from kept.kit.tokens import seal, unseal
from kept.stores.models import User

_CODE = _("The code")
_NAME = _("Name for it")
_ADDED = {
    Authenticator.Type.TOTP: SignInChange.APP_ADDED,
    Authenticator.Type.WEBAUTHN: SignInChange.KEY_ADDED,
    Authenticator.Type.RECOVERY_CODES: SignInChange.RECOVERY_CODES_MADE,
}
# Recovery codes go with what they were to recover from, or because new ones are made.
_REMOVED = {
    Authenticator.Type.TOTP: SignInChange.APP_REMOVED,
    Authenticator.Type.WEBAUTHN: SignInChange.KEY_REMOVED,
}


class SecondFactorUnreadable(Refusal):
    """The secret of somebody's second factor is sealed with a key that is lost."""

    code = "second_factor_unreadable"
    sentence = _("The second factor cannot be read any more. Ask whoever runs this installation.")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Word the refusals, and name a passkey until somebody does."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("The second factor cannot be switched off here."),
        "cannot_generate_recovery_codes": _("Set up codes from an app or a passkey first."),
        "incorrect_code": _(
            "That code is not correct. Check the app again: it shows a new one every 30 seconds."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret (of an app, of recovery codes) as it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret that was stored. Raises SecondFactorUnreadable: codes of an empty one can be guessed."""
        secret = unseal(encrypted_text)
        if not secret:
            raise SecondFactorUnreadable
        return secret

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return “Key 2” for the second."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Key %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return what a passkey belongs to: the public address, by whatever name the server was asked."""
        return {"id": urlsplit(settings.ENVIRONMENT.public_url).hostname or "localhost", "name": "Kept"}


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """A code as the second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label_code(self)

    def clean_code(self) -> str:
        """Return the code if it is right. Raises TooManyTries."""
        return _counted(self.user, super().clean_code)


class ReauthenticationForm(ReauthenticateForm):  # type: ignore[misc]
    """A code before a change of the second factor itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label_code(self)

    def clean_code(self) -> str:
        """Return the code if it is right. Raises TooManyTries."""
        return _counted(self.user, super().clean_code)


class AppCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which proves that the app shows the right ones."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label_code(self)


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey or security key, and whether it alone opens the desk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _NAME
        self.fields["passwordless"].label = _("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = _(
            "It then asks for your fingerprint, your face or a PIN each time."
        )


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _NAME


def _counted(user: User, check: Callable[[], str]) -> str:
    """Return the code that `check` finds right. Each try counts, and a code works once, in all processes together."""
    counted = count_code(context.request, user)
    code = check()
    if not count_use(user, code):
        raise get_adapter().validation_error("incorrect_code")
    give_back(counted)
    return code


def _label_code(form: Any) -> None:
    """Label the field of the code; a placeholder would repeat the label, and vanish as one types."""
    form.fields["code"].label = _CODE
    form.fields["code"].widget.attrs.pop("placeholder", None)


def watch_second_factors() -> None:
    """Have every change of a second factor recorded and told, whichever page makes it. Called once, by config.

    The rows are watched and not allauth's own signals: those come after the commit, and what a process leaves undone
    then is lost with it.
    """
    post_save.connect(_after_save, sender=Authenticator, dispatch_uid="kept")
    post_delete.connect(_after_delete, sender=Authenticator, dispatch_uid="kept")
    authenticator_used.connect(_after_use, sender=Authenticator, dispatch_uid="kept")


def _after_save(instance: Authenticator, *, created: bool, raw: bool = False, **_more: object) -> None:
    if created and not raw:
        _record(instance.user, _ADDED[Authenticator.Type(instance.type)])


def _after_delete(instance: Authenticator, **_more: object) -> None:
    if change := _REMOVED.get(Authenticator.Type(instance.type)):
        _record(instance.user, change)


def _after_use(authenticator: Authenticator, **_more: object) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _record(authenticator.user, SignInChange.RECOVERY_CODE_USED)


def _record(person: User, change: SignInChange) -> None:
    record_sign_in_change(person=person, change=change, language=get_language() or "en", now=timezone.now())
