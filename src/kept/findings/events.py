"""What can happen to a finding, in the past tense."""

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
    """It is over. `ending` says how: `by_hand`, with the reason somebody gave, or what has ended it."""

    name = "finding.settled"
    schema = 1
    webhook = True

    finding_id: int
    kind: str
    ending: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAccepted(Event[Finding]):
    """Somebody knows of it and lets it be until a time; then it counts as open again."""

    name = "finding.accepted"
    schema = 1
    webhook = True

    finding_id: int
    kind: str
    until: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingReopened(Event[Finding]):
    """Settling or accepting it was taken back. `before` is the state it had."""

    name = "finding.reopened"
    schema = 1
    webhook = True

    finding_id: int
    kind: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAssigned(Event[Finding]):
    """Somebody is to see to it; nobody any more where `staff_id` is null."""

    name = "finding.assigned"
    schema = 1
    webhook = True

    finding_id: int
    kind: str
    staff_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsReleased(Event[Staff]):
    """Somebody who saw to these findings has left the store; nobody does any more."""

    name = "findings.released"
    schema = 1
    webhook = True

    staff_id: int
    finding_ids: list[int]
