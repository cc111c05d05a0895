"""When a message last failed for good."""

from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    """What has failed so far did so at an unknown time, after it was queued."""
    failed = apps.get_model("kept_messages", "Message").objects.filter(state__in=["failed", "bounced"])
    failed.update(failed_at=F("queued_at"))


class Migration(migrations.Migration):
    dependencies = [("kept_messages", "0005_order_changed")]

    operations = [
        migrations.AddField(
            model_name="message", name="failed_at", field=models.DateTimeField(null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
