"""Findings as they are sent and shown: what waits for a person, and what somebody decided about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from kept.faces.api.fields import Given, Instant, RowId, Shown, text
from kept.faces.api.values import Plain, Stamp, stamp
from kept.findings.models import LONGEST_REASON, Finding

FindingState = Literal["open", "accepted", "settled"]


Reason = Annotated[str, text(LONGEST_REASON, least=1)]


class SettlementInput(Given):
    """Why nothing is left to be done about it, for whoever looks later."""

    reason: Reason


class AcceptanceInput(Given):
    """Until when it may wait, and why. Then it counts as open again."""

    until: Instant
    reason: Reason


class OwnerInput(Given):
    """Who sees to it: `owner.id` of a finding of theirs; null for nobody."""

    staff: RowId | None


class FindingSubject(Shown):
    """The thing that it is about: `message`, and the message's id."""

    kind: str
    id: int


class FindingOwner(Shown):
    """The member of staff who sees to it."""

    id: int
    name: str


class FindingDecision(Shown):
    """The last settling or accepting. `ending` is null for what was accepted, `by` is Kept where it ended by itself."""

    ending: str | None
    reason: str
    by: str
    at: Stamp


class FindingOut(Shown):
    """Something that waits for a person. The same thing is one finding until it is settled, however often it is found.

    `order` is the number of the order it concerns, null for none. `why` are the figures at the time it was found. One
    that was accepted until a time that has passed is open again, with that decision beside it. `previous` is the
    settled finding of the same thing, and `times_reopened` counts decisions that were taken back.
    """

    id: int
    kind: str
    state: FindingState
    subject: FindingSubject
    order: int | None
    since: Stamp
    last_found_at: Stamp
    times_found: int
    why: dict[str, Any]
    owner: FindingOwner | None
    due_at: Stamp
    overdue: bool
    accepted_until: Stamp | None
    decision: FindingDecision | None
    times_reopened: int
    previous: int | None


class FindingPage(Shown):
    """A page of findings, newest first."""

    items: list[FindingOut]
    next_cursor: str | None


def finding(row: Finding, numbers: Mapping[int, int], now: datetime) -> Plain:
    """Return a finding as it counts at `now`. `numbers`: order id → the order's number."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "state": str(row.state_at(now)),
        "subject": {"kind": row.subject_kind, "id": row.subject_id},
        "order": None if row.order_id is None else numbers.get(row.order_id),
        "since": stamp(row.since),
        "last_found_at": stamp(row.last_found_at),
        "times_found": row.times_found,
        "why": row.why,
        "owner": {"id": row.owner.pk, "name": str(row.owner.user)} if row.owner else None,
        "due_at": stamp(row.due_at),
        "overdue": row.is_overdue(now),
        "accepted_until": stamp(row.accepted_until),
        "decision": _decision(row),
        "times_reopened": row.reopened,
        "previous": row.previous_id,
    }


def _decision(row: Finding) -> Plain | None:
    if row.decided_at is None:
        return None
    return {
        "ending": row.ending or None,
        "reason": row.reason,
        "by": row.decided_by,
        "at": stamp(row.decided_at),
    }
