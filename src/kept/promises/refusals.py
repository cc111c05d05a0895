"""Why a promise cannot be made."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Refusal


class CannotPromise(Refusal):
    """The wished time cannot be held. `facts["earliest"]` is the first that can (ISO 8601), or None."""

    status = 409
    code = "cannot_promise"
    sentence = _("That time cannot be promised. Choose a later one within the opening hours.")
