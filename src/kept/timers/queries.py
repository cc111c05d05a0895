"""Reads: which timers have fired, and when one will."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from kept.timers.kinds import TimerKind
from kept.timers.models import Timer


def firing_times(kind: TimerKind, *, store_id: int, subject_ids: Iterable[int]) -> dict[int, list[datetime]]:
    """Return when timers of this kind have fired for each of these subjects, earliest first; [] for the others."""
    moments: dict[int, list[datetime]] = defaultdict(list)
    timers = Timer.objects.filter(
        store_id=store_id,
        kind=kind.name,
        subject_kind=kind.subject,
        subject_id__in=list(subject_ids),
        state=Timer.State.FIRED,
    )
    for timer in timers.order_by("settled_at"):
        if timer.settled_at is not None:
            moments[timer.subject_id].append(timer.settled_at)
    return moments


def due_time(kind: TimerKind, *, store_id: int, subject_id: int) -> datetime | None:
    """Return when the first timer of this kind that waits for this subject is due; None where none waits."""
    waiting = Timer.objects.filter(
        store_id=store_id,
        kind=kind.name,
        subject_kind=kind.subject,
        subject_id=subject_id,
        state=Timer.State.QUEUED,
    )
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()
