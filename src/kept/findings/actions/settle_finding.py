"""Settle a finding by hand, with a reason."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.findings.locks import lock_finding
from kept.findings.models import LONGEST_REASON, Ending, Finding, State
from kept.findings.refusals import AlreadySettled, BadDecision
from kept.findings.steps import settle
from kept.kit.text import one_line
from kept.kit.transactions import durable
from kept.stores.actor import Actor


def settle_finding(*, actor: Actor, finding_id: int, reason: str, now: datetime) -> Finding:
    """End it: nothing is left to be done about it. `reason` says why, for whoever looks later.

    Raises NotFound, NotAllowed, BadDecision without a reason, AlreadySettled.
    """
    why = one_line(reason, LONGEST_REASON, "reason")
    with durable():
        finding = lock_finding(actor, finding_id)
        if not why:
            raise BadDecision(_("Say what was done about it."), field="reason")
        if finding.state == State.SETTLED:
            raise AlreadySettled
        settle(finding, ending=Ending.BY_HAND, reason=why, actor=actor, now=now)
    return finding
