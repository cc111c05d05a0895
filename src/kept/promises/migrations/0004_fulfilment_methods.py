"""What was called a way is called what the trade calls it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("promises", "0003_kinds_stand_in_a_table"), ("stores", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("way", "way_code_per_store"),
        migrations.RenameModel("Way", "FulfilmentMethod"),
        migrations.AlterModelTable("fulfilmentmethod", "fulfilment_method"),
        migrations.AlterField(
            "fulfilmentmethod",
            "store",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fulfilment_methods",
                to="stores.store",
            ),
        ),
        migrations.AddConstraint(
            "fulfilmentmethod",
            models.UniqueConstraint(fields=("store", "code"), name="fulfilment_method_code_per_store"),
        ),
    ]
