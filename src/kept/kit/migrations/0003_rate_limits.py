"""Rate limits that must outlast a restart (`stored_rate_limits.py`)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kit", "0002_idempotency_key")]

    operations = [
        migrations.CreateModel(
            name="RateLimitBucket",
            fields=[
                ("name", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("full_at", models.FloatField()),
            ],
            options={
                "db_table": "rate_limit",
                "indexes": [models.Index(fields=["full_at"], name="rate_limit_full_at")],
            },
        ),
    ]
