"""A store that wants no letter about new orders is not surprised by one about changed orders."""

from typing import Any

from django.db import migrations

OLD, NEW = "new_order", "order_changed"


def keep_quiet(apps: Any, _editor: Any) -> None:
    """Both can be switched on and off by themselves from now on."""
    for store in apps.get_model("stores", "Store").objects.only("pk", "messages_off", "revision"):
        if OLD in store.messages_off and NEW not in store.messages_off:
            store.messages_off = sorted([*store.messages_off, NEW])
            store.revision += 1
            store.save(update_fields=["messages_off", "revision"])


class Migration(migrations.Migration):
    dependencies = [("stores", "0001_initial")]

    operations = [migrations.RunPython(keep_quiet, migrations.RunPython.noop)]
