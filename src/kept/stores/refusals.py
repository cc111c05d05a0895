"""Why a store or a place in it cannot be as asked."""

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
    """Orders were agreed in the currency the store has."""

    status = 409
    code = "currency_stays"
    sentence = _(
        "The currency cannot be changed, because orders were placed in it. Open another store for "
        "another currency."
    )


class SettingsMoved(Changed):
    """Settings or the schedule have changed since the caller saw them."""

    code = "settings_moved"
    sentence = _("Somebody changed the settings while you were looking at them. Look again, then decide.")


class LastOwner(Refusal):
    """A store always has an owner who can sign in."""

    status = 409
    code = "last_owner"
    sentence = _("A store needs an owner. Make somebody else an owner first.")


class AlreadyHere(Refusal):
    """The person invited has a place in the store."""

    status = 409
    code = "already_here"
    sentence = _("This person already belongs to the store.")


class InvitationOver(Gone):
    """Used, withdrawn, or too old."""

    code = "invitation_over"
    sentence = _("This invitation can no longer be used. Ask for a new one.")
