"""Work that is under way goes by the version that stands: nobody has to accept it after the fact."""

from typing import Any

from django.db import migrations, models

BEGUN = ("preparing", "ready", "shipped", "done")


def fill(apps: Any, _editor: Any) -> None:
    """As orders/actions/advance_order.py does from now on."""
    orders = apps.get_model("orders", "Order").objects
    begun = orders.filter(status__in=BEGUN) | orders.filter(status="on_hold", held_from__in=BEGUN)
    begun.update(accepted_version=models.F("version"))


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_notes")]

    operations = [
        migrations.AddField(
            model_name="order", name="accepted_version", field=models.PositiveIntegerField(default=0)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
