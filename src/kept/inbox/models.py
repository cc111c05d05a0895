"""The inbox: what came in from outside, stored as it came."""

from django.db import models

from kept.kit.queue import QueuedRow, queue_indexes
from kept.stores.models import Store


class Source(models.TextChoices):
    """The sources of inbox items. `reactions/inbox.py` says what is done with it."""

    MAILGUN = "mailgun"
    MAIL = "mail"


class InboxItem(QueuedRow):
    """One thing that came in, verified and not yet understood. `source_id` is the source's own id for it: what comes a
    second time is the same row. `store` is empty where only its content can say whose it is. `last_error` says why it
    was ignored, or what goes wrong with it.
    """

    pump = "inbox"

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"  # the queue's word for: in a worker's hands
        HANDLED = "handled"
        IGNORED = "ignored"
        FAILED = "failed"

    source = models.CharField(max_length=20, choices=Source.choices)
    source_id = models.CharField(max_length=120)
    store = models.ForeignKey(Store, models.CASCADE, null=True, related_name="+", db_index=False)
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbox_item"
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="inbox_item_once")]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state="failed"), name="inbox_item_failed"),
            models.Index(
                fields=["received_at"],
                condition=models.Q(state__in=["handled", "ignored"]),
                name="inbox_item_done",
            ),
            *queue_indexes("inbox_item"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"
