"""Timers: a row for each moment at which something has to be looked at again."""

from django.db import models

from kept.kit.queue import QueuedRow, queue_indexes
from kept.stores.models import Store


class Timer(QueuedRow):
    """One moment (`due_at`) for one subject. What is done then stands in `reactions/clock.py`, by `kind`.

    `subject_kind` and `subject_id` say what it is about ("order", 17); `occasion` tells several timers of one kind and
    subject apart. Unique over all of these: an occasion that has fired never fires again. `reason` says why a timer was
    let go, as a sentence for people.
    """

    pump = "timers"

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        FIRED = "fired"
        LET_GO = "let_go"
        FAILED = "failed"

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    occasion = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=240, blank=True)
    set_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "timer"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "kind", "subject_kind", "subject_id", "occasion"], name="timer_once"
            )
        ]
        indexes = queue_indexes("timer")

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_kind} {self.subject_id}"
