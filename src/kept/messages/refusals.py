"""Why a message cannot be what was asked."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Refusal


class NothingToRetry(Refusal):
    """The message has left already, or is still being tried. `facts["state"]`: where it stands."""

    status = 409
    code = "nothing_to_retry"
    sentence = _("This message has not failed, so there is nothing to try again.")
