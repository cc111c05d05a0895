"""Accept a finding until a time: somebody knows of it and lets it be."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kept.findings.events import FindingAccepted
from kept.findings.locks import lock_finding
from kept.findings.models import LONGEST_REASON, Finding, State
from kept.findings.refusals import AlreadySettled, BadDecision
from kept.journal.record import record
from kept.kit.text import one_line
from kept.kit.transactions import durable
from kept.stores.actor import Actor

# Longer than that is not accepting any more, but settling.
LONGEST = timedelta(days=366)


def accept_finding(*, actor: Actor, finding_id: int, until: datetime, reason: str, now: datetime) -> Finding:
    """Let it be until `until`; then it counts as open again by itself. Accepting again names another time.

    Raises NotFound, NotAllowed, BadDecision (no reason, or a time that has passed or lies too far ahead),
    AlreadySettled.
    """
    why = one_line(reason, LONGEST_REASON, "reason")
    with durable():
        finding = lock_finding(actor, finding_id)
        if not why:
            raise BadDecision(_("Say why it is postponed."), field="reason")
        if not now < until <= now + LONGEST:
            raise BadDecision(_("Choose a time ahead, within a year."), field="until")
        if finding.state == State.SETTLED:
            raise AlreadySettled
        finding.state, finding.accepted_until, finding.reason = State.ACCEPTED, until, why
        finding.decided_by, finding.decided_at = actor.name, now
        finding.save()
        event = FindingAccepted(
            order_id=finding.order_id, finding_id=finding.pk, kind=finding.kind, until=until.isoformat(),
            reason=why,
        )  # fmt: skip
        record(event, actor=actor, now=now, subject=finding)
    return finding
