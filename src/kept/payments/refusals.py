"""Refusals of payments."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid, Refusal


class RecordedTwice(Refusal):
    """The same payment has been written down before."""

    status = 409
    code = "recorded_twice"
    sentence = _("This payment has already been recorded.")


class TooMuch(Invalid):
    """More than the customer owes. `facts`: `owed` in minor units."""

    code = "too_much"
    sentence = _("That is more than the customer owes. Record what is owed, or change the order first.")
