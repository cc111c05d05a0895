"""The secrets of second factors, which django-allauth stored as they are, are sealed (`kit/tokens.py`)."""

from typing import Any

from django.db import migrations

from kept.kit.tokens import seal, unseal

_SECRETS = ("secret", "seed")


def seal_secrets(apps: Any, _editor: Any) -> None:
    for row in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn").iterator():
        plain = {key: row.data[key] for key in _SECRETS if row.data.get(key) and unseal(row.data[key]) is None}
        if plain:
            row.data |= {key: seal(secret) for key, secret in plain.items()}
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("kit", "0003_rate_limits"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal_secrets, migrations.RunPython.noop)]
