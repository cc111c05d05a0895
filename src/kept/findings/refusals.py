"""Refusals to settle, accept, reopen or assign a finding."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid, Refusal


class AlreadySettled(Refusal):
    """Somebody, or what happened since, has ended it."""

    status = 409
    code = "already_settled"
    sentence = _("This is settled already. Reopen it first if something is still to be done.")


class AlreadyOpen(Refusal):
    """There is nothing to take back, or the same thing was found anew and is open."""

    status = 409
    code = "already_open"
    sentence = _("This is open already.")


class BadDecision(Invalid):
    """A reason or a time that says nothing. `facts["field"]`."""

    code = "bad_decision"
