"""Steps for actions and reactions: set, move and clear a timer, in the transaction of what makes it necessary.

They open no transaction.
"""

from datetime import datetime

from kept.kit import rows
from kept.kit.notify_workers import notify_after_commit
from kept.kit.queue import QUEUED, SENDING
from kept.kit.transactions import require_transaction
from kept.timers.kinds import TimerKind
from kept.timers.models import Timer

NOT_FIRED = (QUEUED, SENDING)


def set_timer(
    kind: TimerKind, *, store_id: int, subject_id: int, occasion: str = "", due_at: datetime, now: datetime
) -> None:
    """Have this subject looked at again at `due_at`. One that is set already, or has fired, stays as it is."""
    require_transaction()
    row = _key(kind, store_id, subject_id) | {"occasion": occasion, "due_at": due_at, "set_at": now}
    rows.add_deferred(Timer, [row], on_conflict="ON CONFLICT DO NOTHING")
    _notify(due_at, now)


def move_timer(
    kind: TimerKind, *, store_id: int, subject_id: int, occasion: str = "", due_at: datetime, now: datetime
) -> bool:
    """Let a timer that has not fired fire at another time. Returns whether there was one.

    One that is firing at this moment is moved, too: it finds its row in other hands, and what it did is undone.
    """
    require_transaction()
    timers = Timer.objects.filter(**_key(kind, store_id, subject_id), occasion=occasion, state__in=NOT_FIRED)
    moved = timers.update(due_at=due_at, state=QUEUED, lease="") == 1
    if moved:
        _notify(due_at, now)
    return moved


def clear_timers(kind: TimerKind, *, store_id: int, subject_id: int) -> None:
    """Forget every timer of this kind and subject that has not fired, whatever its occasion.

    One that is firing at this moment finds its row gone, and what it did is undone.
    """
    require_transaction()
    Timer.objects.filter(**_key(kind, store_id, subject_id), state__in=NOT_FIRED).delete()


def _key(kind: TimerKind, store_id: int, subject_id: int) -> dict[str, object]:
    return {
        "store_id": store_id,
        "kind": kind.name,
        "subject_kind": kind.subject,
        "subject_id": subject_id,
    }


def _notify(due_at: datetime, now: datetime) -> None:
    if due_at <= now:
        notify_after_commit(Timer.pump)
