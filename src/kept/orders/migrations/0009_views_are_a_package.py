"""Saved views are a package of their own: it knows these tables from now on. Nothing in the database changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_sealed_anew"), ("views", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="DefaultView"),
                migrations.DeleteModel(name="SavedView"),
            ]
        )
    ]
