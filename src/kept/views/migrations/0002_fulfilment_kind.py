"""The filter by the kind of fulfilment has its plain name in saved views, too."""

from typing import Any

from django.db import migrations


def rename_filter(apps: Any, before: str, after: str) -> None:
    """Give a filter another name in every view that has it, removed ones included."""
    model = apps.get_model("views", "SavedView")
    for view in model.objects.filter(words__has_key=before).iterator():
        view.words = {after if name == before else name: value for name, value in view.words.items()}
        view.save(update_fields=["words"])


def forwards(apps: Any, _editor: Any) -> None:
    rename_filter(apps, "way", "fulfilment_kind")


def backwards(apps: Any, _editor: Any) -> None:
    rename_filter(apps, "fulfilment_kind", "way")


class Migration(migrations.Migration):
    dependencies = [("views", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
