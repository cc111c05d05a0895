"""What failed before there were findings waits for a person, too."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

BATCH = 500
OVER = ["done", "cancelled"]


def find(apps, schema_editor):
    """A finding for each message that has not arrived, unless its order is over; it is due a day from now.

    Invitations are left out: those of an earlier version have run out, or were made anew.
    """
    Finding = apps.get_model("findings", "Finding")
    at_work = apps.get_model("orders", "Order").objects.exclude(status__in=OVER)
    failed = apps.get_model("kept_messages", "Message").objects.filter(
        state__in=["failed", "bounced"], order_id__in=at_work.values("pk")
    )
    now = timezone.now()
    rows = (
        Finding(
            store_id=message["store_id"],
            kind="message_failed",
            subject_kind="message",
            subject_id=message["pk"],
            order_id=message["order_id"],
            since=message["failed_at"] or message["queued_at"],
            last_found_at=now,
            due_at=now + timedelta(days=1),
            why={"message": message["kind"], "to": message["to"], "tries": message["attempts"]},
        )
        for message in failed.order_by("pk")
        .values("pk", "store_id", "order_id", "failed_at", "queued_at", "kind", "to", "attempts")
        .iterator(chunk_size=BATCH)
    )
    Finding.objects.bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("findings", "0001_initial"),
        ("kept_messages", "0006_failed_at"),
        ("orders", "0008_sealed_anew"),
    ]

    operations = [migrations.RunPython(find, migrations.RunPython.noop, elidable=True)]
