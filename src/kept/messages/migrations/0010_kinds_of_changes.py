"""Differences between two versions are told apart by `kind`, and the fulfilment method is one of them."""

from django.db import migrations

BATCH = 500


def forwards(apps, _schema_editor):
    _rewrite(apps, "what", "kind", {"way": "fulfilment_method"})


def backwards(apps, _schema_editor):
    _rewrite(apps, "kind", "what", {"fulfilment_method": "way"})


def _rewrite(apps, before, after, words):
    """One pass over the messages; few are about a change."""
    Message = apps.get_model("kept_messages", "Message")
    messages = Message.objects
    last = 0
    while batch := list(messages.filter(pk__gt=last).order_by("pk").only("facts")[:BATCH]):
        last = batch[-1].pk
        about_changes = [message for message in batch if message.facts.get("changes")]
        for message in about_changes:
            message.facts["changes"] = [
                {after if name == before else name: words.get(value, value) if name == before else value
                 for name, value in change.items()}
                for change in message.facts["changes"]
            ]  # fmt: skip
        messages.bulk_update(about_changes, ["facts"])


class Migration(migrations.Migration):

    dependencies = [
        ('kept_messages', '0009_plain_words'),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
    ]
