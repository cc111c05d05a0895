"""A letter to the store says that an order has changed."""

from django.db import migrations, models

KINDS = [
    ("confirmation", "Confirmation"),
    ("under_review", "Received, will be confirmed by hand"),
    ("preparing", "Being prepared"),
    ("ready", "Ready for pickup"),
    ("shipped", "On its way"),
    ("done", "Done"),
    ("on_hold", "On hold"),
    ("resumed", "Going on"),
    ("cancelled", "Cancelled"),
    ("request_received", "Your request has arrived"),
    ("request_answered", "Answer to your request"),
    ("new_order", "To the store: new order"),
    ("new_request", "To the store: a customer wrote"),
    ("order_changed", "To the store: an order has changed"),
    ("invitation", "Invitation to the desk"),
]


class Migration(migrations.Migration):
    dependencies = [("kept_messages", "0004_heard")]

    operations = [
        migrations.AlterField(
            model_name="message", name="kind", field=models.CharField(choices=KINDS, max_length=20)
        ),
    ]
