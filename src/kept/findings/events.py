"""Events of findings, in the past tense."""

from dataclasses import dataclass

from kept.findings.models import Finding
from kept.journal.events import Event
from kept.stores.models import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingOpened(Event[Finding]):
    """Something waits for a person from now on. `previous` is the settled finding of the same thing, or null."""

    name = "finding.opened"
    schema = 1
    webhook = True

    finding_id: int
    kind: str
    subject_kind: str
    subject_id: int
    previous: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSettled(Event[Finding]):
    """Something that waited for a person is settled. `ending` says how: `by_hand`, with the reason somebody gave, or
    what has ended it.
    """

    name = "finding.settled"
    schema = 1
    webhook = True

    finding_id: int
    kind: str
    ending: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAccepted(Event[Finding]):
    """Somebody knows of something that waits and lets it be until a time; then it counts as open again."""

    name = "finding.accepted"
    schema = 1
    webhook = True

    finding_id: int
    kind: str
    until: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingReopened(Event[Finding]):
    """Something that was settled, or left to wait, is open again. `before` is the state it had."""

    name = "finding.reopened"
    schema = 1
    webhook = True

    finding_id: int
    kind: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAssigned(Event[Finding]):
    """Somebody in the team is to see to something that waits, or nobody any more (`staff_id` is null)."""

    name = "finding.assigned"
    schema = 1
    webhook = True

    finding_id: int
    kind: str
    staff_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsReleased(Event[Staff]):
    """Somebody who saw to things that wait has left the team, and nobody sees to them any more."""

    name = "findings.released"
    schema = 1
    webhook = True

    staff_id: int
    finding_ids: list[int]
