"""Which methods there are is said by methods.py: one more of them changes no column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_as_long_as_a_name")]

    operations = [
        migrations.AlterField("account", "method", models.CharField(max_length=12)),
        migrations.AlterField("entry", "method", models.CharField(max_length=12)),
    ]
