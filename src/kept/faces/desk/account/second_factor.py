"""The second factor of the sign-in (B5): django-allauth's forms and refusals, worded as the desk."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

from kept.stores.models import User

_CODE = _("The code")
_NAME = _("Name for it")


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

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return “Key 2” for the second."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Key %(number)s") % {"number": count + 1}


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """A code as the second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label_code(self)


class ReauthenticationForm(ReauthenticateForm):  # type: ignore[misc]
    """A code before a change of the second factor itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label_code(self)


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


def _label_code(form: Any) -> None:
    """Label the field of the code; a placeholder would repeat the label, and vanish as one types."""
    form.fields["code"].label = _CODE
    form.fields["code"].widget.attrs.pop("placeholder", None)
