"""The journal: everything that happened, in order. Append-only."""

from typing import Any

from django.db import models

from kept.journal.events import Event


class Entries(models.QuerySet["Entry"]):
    """Rows of the journal."""

    def of(self, *events: type[Event[Any]]) -> "Entries":
        """Keep only the rows that remember one of these events."""
        return self.filter(name__in=[event.name for event in events])


class Entry(models.Model):
    """One thing that happened: what (`name`, `data` in the shape that `schema` counts), to whom, by whom, when.
    `reading.event_of` gives it back as the event.

    The store is named and not imported: a store's own actions write here too, so the journal lies below them.
    `data` never holds a person's contact details, so that erasing a person leaves the journal whole.
    """

    store = models.ForeignKey("stores.Store", models.CASCADE, related_name="+", db_index=False)
    order_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=60)
    schema = models.PositiveSmallIntegerField(default=1)
    data = models.JSONField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    objects = Entries.as_manager()

    class Meta:
        db_table = "journal"
        indexes = [
            models.Index(fields=["order_id", "id"], name="journal_of_order"),
            models.Index(fields=["store", "id"], name="journal_of_store"),
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M}"
