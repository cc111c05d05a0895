"""What was sealed with Fernet is sealed as `kit/tokens.py` does now, in whichever package's column it stands."""

from collections.abc import Callable
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import migrations

from kept.kit.tokens import seal

AT_ONCE = 500


def seal_anew(apps: Any, _editor: Any) -> None:
    """What no key opens stays as it is: it could not be read before, and cannot be now."""
    known = MultiFernet([Fernet(key) for key in settings.ENVIRONMENT.seal_keys])

    def anew(sealed: str) -> str:
        try:
            return seal(known.decrypt(sealed.encode()).decode())
        except InvalidToken:
            return sealed

    def facts_anew(facts: dict[str, Any]) -> dict[str, Any]:
        return {**facts, "sealed": anew(facts["sealed"])} if "sealed" in facts else facts

    _change(apps.get_model("kit", "OnceKey").objects.exclude(body=""), "body", anew)
    _change(apps.get_model("orders", "Order").objects.all(), "link_sealed", anew)
    _change(apps.get_model("webhooks", "Endpoint").objects.all(), "sealed_secret", anew)
    _change(apps.get_model("kept_messages", "Message").objects.filter(kind="invitation"), "facts", facts_anew)


def _change(rows: Any, column: str, change: Callable[[Any], Any]) -> None:
    after = 0
    while some := list(rows.filter(pk__gt=after).order_by("pk").only(column)[:AT_ONCE]):
        for row in some:
            setattr(row, column, change(getattr(row, column)))
        rows.bulk_update(some, [column])
        after = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("kit", "0001_initial"),
        ("kept_messages", "0005_order_changed"),
        ("orders", "0007_saved_views"),
        ("webhooks", "0002_lean_indexes"),
    ]

    operations = [migrations.RunPython(seal_anew, migrations.RunPython.noop)]
