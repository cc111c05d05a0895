"""The journal remembers an event by its public name, and in which shape its data is."""

import re

from django.db import migrations, models


def public_name(name: str) -> str:
    """`OrderSteppedBack` is `order.stepped_back`: the rule by which programs knew events until now."""
    subject, *happened = [word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", name)]
    return f"{subject}.{'_'.join(happened)}"


def class_name(name: str) -> str:
    """The way back."""
    return "".join(word.capitalize() for word in re.split(r"[._]", name))


def forwards(apps, schema_editor):
    _rename(schema_editor.connection, lambda name: name if "." in name else public_name(name))


def backwards(apps, schema_editor):
    _rename(schema_editor.connection, lambda name: class_name(name) if "." in name else name)


def _rename(connection, rule):
    """One pass over the journal, however long it is; there are some sixty names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT name FROM journal")
        renamed = {name: rule(name) for (name,) in cursor.fetchall()}
        if not renamed:
            return
        cases = " ".join(["WHEN %s THEN %s"] * len(renamed))
        values = [word for pair in renamed.items() for word in pair]
        cursor.execute(f"UPDATE journal SET name = CASE name {cases} END", values)


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_lean_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='schema',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.RunPython(forwards, backwards),
    ]
