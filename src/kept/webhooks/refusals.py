"""Refusals to send to an endpoint."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Refusal


class EndpointIsOff(Refusal):
    """The endpoint is switched off or paused."""

    status = 409
    code = "endpoint_is_off"
    sentence = _("This endpoint is switched off. Switch it on first.")
