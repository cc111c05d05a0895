"""The tables of saved views, as orders/migrations/0007_saved_views.py makes them. Nothing in the database changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orders", "0007_saved_views"),
        ("stores", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        ("words", models.JSONField(default=dict)),
                        ("shared", models.BooleanField(default=False, verbose_name="shared with the store")),
                        ("created_at", models.DateTimeField()),
                        ("removed_at", models.DateTimeField(null=True)),
                        ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("store", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="stores.store")),
                    ],
                    options={
                        "db_table": "saved_view",
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("removed_at", None)), fields=("store", "owner", "name"), name="view_name_per_owner"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DefaultView",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("store", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="stores.store")),
                        ("view", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="views.savedview")),
                    ],
                    options={
                        "db_table": "default_view",
                        "constraints": [
                            models.UniqueConstraint(fields=("store", "person"), name="one_default_view"),
                        ],
                    },
                ),
            ]
        )
    ]
