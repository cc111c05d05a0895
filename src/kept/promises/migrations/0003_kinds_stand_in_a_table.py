"""Which kinds there are is said by fulfilment.py: one more of them changes no column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("promises", "0002_initial")]

    operations = [
        migrations.AlterField("way", "kind", models.CharField(max_length=8, verbose_name="kind")),
    ]
