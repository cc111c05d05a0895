"""Refusals to send a message again."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Refusal


class NotFailed(Refusal):
    """Only what has not arrived is tried again: nobody gets the same message twice."""

    status = 409
    code = "not_failed"
    sentence = _("This message has left or is about to. It is not sent a second time.")
