"""An endpoint asks for events by their public names."""

import re

from django.db import migrations


def public_name(name: str) -> str:
    """`OrderSteppedBack` is `order.stepped_back`: the rule by which programs knew events until now."""
    subject, *happened = [word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", name)]
    return f"{subject}.{'_'.join(happened)}"


def class_name(name: str) -> str:
    """The way back."""
    return "".join(word.capitalize() for word in re.split(r"[._]", name))


def forwards(apps, schema_editor):
    _rename(apps, lambda name: name if "." in name else public_name(name))


def backwards(apps, schema_editor):
    _rename(apps, lambda name: class_name(name) if "." in name else name)


def _rename(apps, rule):
    """A store has at most twenty endpoints, and most ask for every event."""
    for endpoint in apps.get_model("webhooks", "Endpoint").objects.exclude(events=""):
        endpoint.events = f" {' '.join(sorted(rule(name) for name in endpoint.events.split()))} "
        endpoint.save(update_fields=["events"])


class Migration(migrations.Migration):

    dependencies = [
        ('webhooks', '0002_lean_indexes'),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
    ]
