"""Writes of inbox items: store one, queue the failed ones again, delete old ones."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from kept.inbox.models import InboxItem, Source
from kept.kit import rows
from kept.kit.notify_workers import notify_after_commit
from kept.kit.queue import AT_ONCE
from kept.kit.transactions import durable

# Nobody sends the same thing again after this; what it said stands where it belongs. Addresses are in it.
KEPT_FOR = timedelta(days=30)
_FORGOTTEN_AT_ONCE = 500
# A returned mail may have the whole mail in it.
LARGEST_MAIL = 2 * 1024 * 1024


def store_item(
    *, source: Source, source_id: str, body: bytes, headers: Mapping[str, str], now: datetime
) -> bool:
    """Keep what came in, as it came. When this returns it is on disk. False: it was there already."""
    item = {
        "source": source,
        "source_id": source_id,
        "body": body,
        "headers": dict(headers),
        "received_at": now,
        "due_at": AT_ONCE,
    }
    with durable():
        is_new = bool(rows.add(InboxItem, [item], on_conflict="ON CONFLICT DO NOTHING"))
        if is_new:
            notify_after_commit(InboxItem.pump)
    return is_new


def store_mail(mail: bytes, *, headers: Mapping[str, str], now: datetime) -> bool:
    """Keep a mail, by whichever door it came. Its id is its digest: whoever brings it twice brings the same bytes."""
    source_id = hashlib.sha256(mail).hexdigest()
    return store_item(source=Source.MAIL, source_id=source_id, body=mail, headers=headers, now=now)


def queue_failed_again() -> int:
    """Everything that could not be handled is tried once more. Returns how much there was."""
    failed = InboxItem.objects.filter(state=InboxItem.State.FAILED)
    with durable():
        count = failed.update(state=InboxItem.State.QUEUED, attempts=0, due_at=AT_ONCE)
        notify_after_commit(InboxItem.pump)
    return count


def delete_old_items(now: datetime) -> int:
    """Delete some of what was handled or ignored long ago. Returns how many; 0 when none is left."""
    done = InboxItem.objects.filter(
        state__in=[InboxItem.State.HANDLED, InboxItem.State.IGNORED], received_at__lt=now - KEPT_FOR
    )
    old = list(done.order_by("received_at").values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE])
    if not old:
        return 0
    with durable():
        InboxItem.objects.filter(pk__in=old).delete()
    return len(old)
