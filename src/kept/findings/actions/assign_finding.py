"""Give a finding to somebody who sees to it."""

from datetime import datetime

from kept.findings.locks import lock_finding
from kept.findings.models import Finding, State
from kept.findings.refusals import AlreadySettled
from kept.findings.steps import assign
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.models import Staff


def assign_finding(*, actor: Actor, finding_id: int, staff_id: int | None, now: datetime) -> Finding:
    """Make somebody with a place in the store its owner, or nobody. The same owner again changes nothing.

    Raises NotFound for a finding or a person that is not there, NotAllowed, AlreadySettled.
    """
    with durable():
        finding = lock_finding(actor, finding_id)
        if staff_id is not None and not _is_here(actor, staff_id):
            raise NotFound
        if finding.state == State.SETTLED:
            raise AlreadySettled
        if finding.owner_id != staff_id:
            assign(finding, staff_id, actor=actor, now=now)
    return finding


def _is_here(actor: Actor, staff_id: int) -> bool:
    return Staff.objects.filter(store_id=actor.store_id, pk=staff_id, active=True).exists()
