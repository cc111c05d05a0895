"""Refusals about somebody's own sign-in."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Gone, Invalid, Refusal


class BadPassword(Invalid):
    """The new password is too easy. The sentence says why."""

    code = "bad_password"


class LinkOver(Gone):
    """The link was used, is too old, or was never one."""

    code = "link_over"
    sentence = _("This link can no longer be used. Ask for a new one.")


class SignInAddressTaken(Refusal):
    """Somebody signs in with this address already."""

    status = 409
    code = "sign_in_address_taken"
    sentence = _("Somebody signs in with this address already. Choose another.")


class SameAddress(Refusal):
    """The new address is the one that is there."""

    status = 409
    code = "same_address"
    sentence = _("You sign in with this address already.")
