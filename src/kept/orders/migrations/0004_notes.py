"""What customers wrote for whoever does the work comes onto the board, also for the orders under way."""

import json
from typing import Any

from django.db import migrations, models

MOST = 3
LONGEST = 140
OVER = ("done", "cancelled")


def fill(apps: Any, _editor: Any) -> None:
    """Read the notes out of the newest terms, as orders/writes.py does from now on."""
    orders = apps.get_model("orders", "Order").objects.exclude(status__in=OVER)
    confirmations = apps.get_model("orders", "Confirmation").objects
    for order in orders.only("pk", "version").iterator(chunk_size=500):
        found = confirmations.filter(order_id=order.pk, version=order.version).values_list("terms", flat=True)
        for terms in found:
            order.notes = _notes(json.loads(terms))
            if order.notes:
                order.save(update_fields=["notes"])


def _notes(terms: dict[str, Any]) -> list[str]:
    found = [
        ": ".join(part for part in (line["note_label"], line["note"]) if part)
        for line in terms["lines"]
        if line["note"]
    ]
    found += [note for note in (terms["note"], terms["fulfilment"]["instructions"]) if note]
    shown = [" ".join(note.split()) for note in dict.fromkeys(found)][:MOST]
    return [note if len(note) <= LONGEST else note[: LONGEST - 1] + "…" for note in shown]


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_lean_indexes")]

    operations = [
        migrations.AddField(model_name="order", name="notes", field=models.JSONField(default=list)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
