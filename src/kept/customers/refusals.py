"""Refusals about customers."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Refusal


class IdentityTaken(Refusal):
    """Another customer has this e-mail address or phone number. `facts`: `field`, `customer` (their id)."""

    status = 409
    code = "identity_taken"
    sentence = _("This belongs to another customer. If they are the same person, merge the two.")


class SameCustomer(Refusal):
    """A customer cannot be merged with itself."""

    status = 409
    code = "same_customer"
    sentence = _("These are already one customer.")
