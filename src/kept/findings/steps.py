"""Steps for reactions and other packages: open and settle findings. They open no transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kept.findings.events import FindingAssigned, FindingOpened, FindingSettled, FindingsReleased
from kept.findings.kinds import FindingKind
from kept.findings.models import Ending, Finding, State, Subject
from kept.journal.events import ActorInfo
from kept.journal.record import record
from kept.kit import rows
from kept.kit.transactions import require_transaction
from kept.stores.models import Staff

# Two who find the same at the same moment meet in the database: one row, found twice.
_COUNT_AGAIN = (
    "ON CONFLICT (store_id, kind, subject_kind, subject_id) WHERE settled_at IS NULL "
    "DO UPDATE SET times_found = finding.times_found + 1, last_found_at = excluded.last_found_at"
)


def open_finding(
    kind: FindingKind,
    subject: Subject,
    *,
    why: Mapping[str, Any],
    actor: ActorInfo,
    now: datetime,
    order_id: int | None = None,
    customer_id: int | None = None,
) -> Finding:
    """Write down that something waits for a person, in the actor's store.

    What is open or accepted already stays the one finding, and counts that it was found again.
    """
    require_transaction()
    same = {
        "store_id": actor.store_id,
        "kind": kind.code,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
    }
    (pk,) = rows.add(
        Finding,
        [{**same, "order_id": order_id, "since": now, "last_found_at": now, "why": dict(why),
          "due_at": now + kind.due_in}],
        on_conflict=_COUNT_AGAIN,
    )  # fmt: skip
    finding = Finding.objects.select_related("store").get(pk=pk)
    if finding.times_found > 1:
        return finding
    before = Finding.objects.filter(**same, settled_at__isnull=False).order_by("-pk").first()
    if before is not None:
        finding.previous = before
        finding.save(update_fields=["previous"])
    event = FindingOpened(
        order_id=order_id, customer_id=customer_id, finding_id=finding.pk, kind=kind.code,
        subject_kind=subject.kind, subject_id=subject.id, previous=before.pk if before else None,
    )  # fmt: skip
    record(event, actor=actor, now=now, subject=finding)
    return finding


def settle_finding_of(
    kind: FindingKind, subject: Subject, *, ending: Ending, actor: ActorInfo, now: datetime
) -> Finding | None:
    """End the finding of this subject, if there is one, because what was wrong is over.

    Raises ValueError for an ending that the kind does not know.
    """
    require_transaction()
    if ending not in kind.ends_with:
        raise ValueError(f"A finding of the kind {kind.code} does not end with {ending}.")
    finding = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("store")
        .filter(
            store_id=actor.store_id, kind=kind.code, subject_kind=subject.kind, subject_id=subject.id,
            settled_at=None,
        )
        .first()
    )  # fmt: skip
    if finding is not None:
        settle(finding, ending=ending, reason="", actor=actor, now=now)
    return finding


def settle(finding: Finding, *, ending: Ending, reason: str, actor: ActorInfo, now: datetime) -> None:
    """End a locked finding that is not settled."""
    require_transaction()
    finding.state, finding.ending, finding.reason = State.SETTLED, ending, reason
    finding.decided_by, finding.decided_at, finding.settled_at = actor.name, now, now
    finding.accepted_until = None
    finding.save()
    event = FindingSettled(
        order_id=finding.order_id, finding_id=finding.pk, kind=finding.kind, ending=ending, reason=reason
    )
    record(event, actor=actor, now=now, subject=finding)


def release_findings_of(staff: Staff, *, actor: ActorInfo, now: datetime) -> None:
    """Take the unsettled findings of somebody who has left the store from them; whoever is there sees to them."""
    require_transaction()
    unsettled = Finding.objects.filter(store_id=actor.store_id, owner=staff, settled_at=None)
    ids = list(unsettled.select_for_update().order_by("pk").values_list("pk", flat=True))
    if not ids:
        return
    Finding.objects.filter(pk__in=ids).update(owner=None)
    record(FindingsReleased(staff_id=staff.pk, finding_ids=ids), actor=actor, now=now, subject=staff)


def assign(finding: Finding, staff_id: int | None, *, actor: ActorInfo, now: datetime) -> None:
    """Make somebody the owner of a locked finding, or nobody."""
    require_transaction()
    finding.owner_id = staff_id
    finding.save(update_fields=["owner"])
    event = FindingAssigned(
        order_id=finding.order_id, finding_id=finding.pk, kind=finding.kind, staff_id=staff_id
    )
    record(event, actor=actor, now=now, subject=finding)
