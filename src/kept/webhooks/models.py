"""Outgoing webhooks, signed as Standard Webhooks says (standardwebhooks.com), and every delivery as a row."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.kit.queue import QueuedRow, queue_indexes
from kept.stores.models import Store


class Endpoint(models.Model):
    """An address that is told what happens.

    `events`: public names, a space before and after each; "" means every one. `sealed_secret` signs what is
    sent. `failing_since` is when the first delivery failed after the last that arrived; `paused_at` is set
    when that has gone on for too long, and nothing is sent until somebody switches the endpoint on again.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="endpoints")
    url = models.URLField(_("address"), max_length=500)
    events = models.CharField(_("events"), max_length=1000, blank=True)
    sealed_secret = models.CharField(max_length=300)
    active = models.BooleanField(_("active"), default=True)
    failing_since = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "webhook_endpoint"

    def __str__(self) -> str:
        return self.url


# When the next try follows, after so many: the schedule that Standard Webhooks recommends, about three days
# in all.
TRIES_AFTER = (
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)),
    *(timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24)),
)


class Delivery(QueuedRow):
    """One event on its way to one endpoint. `journal_id` makes it unique, and is the webhook's id."""

    pump = "webhooks"
    longest_waits = (0, *(wait.total_seconds() for wait in TRIES_AFTER))

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Being delivered")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries", db_index=False)
    journal_id = models.BigIntegerField()
    response_status = models.PositiveSmallIntegerField(null=True)
    queued_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook_delivery"
        constraints = [models.UniqueConstraint(fields=["endpoint", "journal_id"], name="delivery_once")]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="delivery_newest"),
            *queue_indexes("delivery"),
        ]

    @property
    def state_word(self) -> str:
        """The state as people read it, in the active language."""
        return str(self.State(self.state).label)

    def __str__(self) -> str:
        return f"{self.journal_id} to {self.endpoint_id}"
