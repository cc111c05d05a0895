"""Refusals about stores and their staff."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Changed, Gone, Invalid, Refusal


class BadStore(Invalid):
    """A setting cannot be used. `facts["field"]`."""

    code = "bad_store"


class AddressTaken(Refusal):
    """Another store has this address in the shop."""

    status = 409
    code = "address_taken"
    sentence = _("Another store has this address. Choose another.")


class CurrencyStays(Refusal):
    """The currency cannot change, because orders were agreed in it."""

    status = 409
    code = "currency_stays"
    sentence = _(
        "The currency cannot be changed, because orders were placed in it. Open another store for "
        "another currency."
    )


class SettingsMoved(Changed):
    """Settings, opening hours or fulfilment methods have changed since the caller read them."""

    code = "settings_moved"
    sentence = _("Somebody changed the settings while you were looking at them. Look again, then decide.")


class LastOwner(Refusal):
    """The last owner cannot go: a store always has one who can sign in."""

    status = 409
    code = "last_owner"
    sentence = _("A store needs an owner. Make somebody else an owner first.")


class AlreadyHere(Refusal):
    """The person invited is on the staff already."""

    status = 409
    code = "already_here"
    sentence = _("This person already belongs to the store.")


class AddressUnproven(Refusal):
    """The address of this sign-in was changed where no proof was asked for, and may be somebody else's."""

    status = 409
    code = "address_unproven"
    sentence = _(
        "Nobody has proven yet that the address of this sign-in is its owner's. Choose a new password by "
        "mail first; that proves it."
    )


class InvitationOver(Gone):
    """The invitation is used, withdrawn or too old."""

    code = "invitation_over"
    sentence = _("This invitation can no longer be used. Ask for a new one.")
