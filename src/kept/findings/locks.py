"""Every row lock this package takes."""

from kept.findings.kinds import KINDS
from kept.findings.models import Finding
from kept.findings.queries import reachable
from kept.kit.refusals import NotFound
from kept.kit.transactions import require_transaction
from kept.stores.actor import Actor


def lock_finding(actor: Actor, finding_id: int) -> Finding:
    """Return a finding that the actor may do something about, locked until the transaction ends.

    Raises NotFound for unknown and foreign alike, and NotAllowed where the actor may only read it.
    """
    require_transaction()
    findings = reachable(actor).select_for_update(of=("self",)).select_related("store").filter(pk=finding_id)
    finding = findings.first()
    if finding is None:
        raise NotFound
    actor.require(KINDS[finding.kind].settle_with)
    return finding
