"""Why a customer cannot be as asked."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Refusal


class IdentityTaken(Refusal):
    """Another customer is known by this address or number. `facts`: `field`, `customer` (their id)."""

    status = 409
    code = "identity_taken"
    sentence = _("This belongs to another customer. If they are the same person, merge the two.")


class SameCustomer(Refusal):
    """Nobody can be merged with themselves."""

    status = 409
    code = "same_customer"
    sentence = _("These are already one customer.")
