"""Take back that a finding was settled or accepted."""

from datetime import datetime

from django.db import IntegrityError

from kept.findings.events import FindingReopened
from kept.findings.locks import lock_finding
from kept.findings.models import Finding, State
from kept.findings.refusals import AlreadyOpen
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor


def reopen_finding(*, actor: Actor, finding_id: int, now: datetime) -> Finding:
    """Open it again. Raises NotFound, NotAllowed, and AlreadyOpen, also where the same was found anew since."""
    try:
        with durable():
            finding = lock_finding(actor, finding_id)
            if finding.state == State.OPEN:
                raise AlreadyOpen
            _open_again(finding, actor=actor, now=now)
    except IntegrityError as error:  # one finding of a thing until it is settled: the database knows
        raise AlreadyOpen from error
    return finding


def _open_again(finding: Finding, *, actor: Actor, now: datetime) -> None:
    before, finding.state = finding.state, State.OPEN
    finding.accepted_until = finding.settled_at = finding.decided_at = None
    finding.ending = finding.reason = finding.decided_by = ""
    finding.reopened += 1
    finding.save()
    event = FindingReopened(
        order_id=finding.order_id, finding_id=finding.pk, kind=finding.kind, before=before
    )
    record(event, actor=actor, now=now, subject=finding)
