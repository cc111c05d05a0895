"""Two columns say what they hold: the kind of fulfilment, and which order of its customer this is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_views_are_a_package")]

    operations = [
        migrations.RenameField("order", "way_kind", "fulfilment_kind"),
        migrations.RenameField("order", "nth", "customer_order_no"),
    ]
