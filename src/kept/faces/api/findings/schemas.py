"""The requests and replies about findings: what waits for a person, and what somebody decided about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from typing_extensions import TypedDict

from kept.faces.api.fields import Input, Instant, RowId, one_of, text
from kept.faces.api.values import Timestamp, timestamp
from kept.findings.models import LONGEST_REASON, Ending, Finding, State

FindingState = Annotated[str, one_of(State)]


Reason = Annotated[str, text(LONGEST_REASON, least=1)]


class FindingSettlementInput(Input):
    """The reason why nothing is left to be done about it, for whoever looks later."""

    reason: Reason


class FindingAcceptanceInput(Input):
    """The time until which it may wait, and the reason. Then it counts as open again."""

    until: Instant
    reason: Reason


class FindingOwnerInput(Input):
    """The member of staff who sees to it (`owner.id` of a finding of theirs); null for nobody."""

    owner: RowId | None


class FindingSubjectOut(TypedDict):
    """The thing that it is about: `message`, and the message's id."""

    kind: str
    id: int


class FindingOwnerOut(TypedDict):
    """The member of staff who sees to it."""

    id: int
    name: str


class FindingDecisionOut(TypedDict):
    """The last settling or accepting. `ending` is null for what was accepted.

    `decided_by` is Kept where it ended by itself.
    """

    ending: Annotated[str, one_of(Ending)] | None
    reason: str
    decided_by: str
    decided_at: Timestamp


class FindingOut(TypedDict):
    """Something that waits for a person. The same thing is one finding until it is settled, however often it is found.

    `order` is the number of the order it concerns, null for none. `facts` are the figures at the time it was found. One
    that was accepted until a time that has passed is open again, with that decision beside it. `previous` is the
    settled finding of the same thing, and `times_reopened` counts decisions that were taken back.
    """

    id: int
    kind: str
    state: FindingState
    subject: FindingSubjectOut
    order: int | None
    since: Timestamp
    last_found_at: Timestamp
    times_found: int
    facts: dict[str, Any]
    owner: FindingOwnerOut | None
    due_at: Timestamp
    overdue: bool
    accepted_until: Timestamp | None
    decision: FindingDecisionOut | None
    times_reopened: int
    previous: int | None


class FindingPage(TypedDict):
    """A page of findings, newest first."""

    items: list[FindingOut]
    next_cursor: str | None


def finding_out(row: Finding, numbers: Mapping[int, int], now: datetime) -> FindingOut:
    """Return a finding as it counts at `now`. `numbers`: order id → the order's number."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "state": str(row.state_at(now)),
        "subject": {"kind": row.subject_kind, "id": row.subject_id},
        "order": None if row.order_id is None else numbers.get(row.order_id),
        "since": timestamp(row.since),
        "last_found_at": timestamp(row.last_found_at),
        "times_found": row.times_found,
        "facts": row.why,
        "owner": {"id": row.owner.pk, "name": str(row.owner.user)} if row.owner else None,
        "due_at": timestamp(row.due_at),
        "overdue": row.is_overdue(now),
        "accepted_until": timestamp(row.accepted_until),
        "decision": _decision_out(row),
        "times_reopened": row.reopened,
        "previous": row.previous_id,
    }


def _decision_out(row: Finding) -> FindingDecisionOut | None:
    if row.decided_at is None:
        return None
    return {
        "ending": row.ending or None,
        "reason": row.reason,
        "decided_by": row.decided_by,
        "decided_at": timestamp(row.decided_at),
    }
