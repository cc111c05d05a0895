"""The model of once keys is called by the name that its HTTP header has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kit", "0001_initial"),
        ("orders", "0008_sealed_anew"),  # reads the table under its former name
    ]

    operations = [
        migrations.RenameModel("OnceKey", "IdempotencyKey"),
        migrations.AlterModelTable("IdempotencyKey", "idempotency_key"),
        migrations.RemoveConstraint("IdempotencyKey", "once_key_once"),
        migrations.AddConstraint(
            "IdempotencyKey",
            models.UniqueConstraint(fields=("scope", "key"), name="idempotency_key_unique"),
        ),
        migrations.RenameIndex("IdempotencyKey", new_name="idempotency_key_age", old_name="once_key_age"),
    ]
