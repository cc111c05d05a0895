"""Refusals of promises and of a store's schedule."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid, Refusal


class CannotPromise(Refusal):
    """The wished time cannot be held. `facts["earliest"]` is the first that can (ISO 8601), or None."""

    status = 409
    code = "cannot_promise"
    sentence = _("That time cannot be promised. Choose another one within the opening hours.")


class BadSchedule(Invalid):
    """Opening hours, a day off or a fulfilment method cannot be as asked.

    `facts["field"]`, and `row` where there are several.
    """

    code = "bad_schedule"


class FulfilmentMethodTaken(Refusal):
    """Another fulfilment method of the store has this code. `facts["wanted"]`."""

    status = 409
    code = "fulfilment_method_taken"
    sentence = _("Another fulfilment method has the code “%(wanted)s”. Choose another, or leave it empty.")
