"""Findings: a row for each thing that waits for a person, from when it was found until it has ended."""

from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kept.stores.models import Staff, Store

LONGEST_REASON = 240


class Subject(NamedTuple):
    """The row that a finding is about: which sort of row (`message`), and its id."""

    kind: str
    id: int


class State(models.TextChoices):
    """The states of a finding. One that is accepted counts as open again when its time has come (`state_at`)."""

    OPEN = "open", pgettext_lazy("finding", "Open")
    ACCEPTED = "accepted", pgettext_lazy("finding", "Postponed")
    SETTLED = "settled", pgettext_lazy("finding", "Settled")


class Ending(models.TextChoices):
    """The ways in which a finding ends: by somebody, or because what was wrong is over."""

    BY_HAND = "by_hand", _("By hand")
    HANDED_OVER = "handed_over", _("Tried again and handed over")
    ARRIVED = "arrived", _("It had arrived after all")
    WITHDRAWN = "withdrawn", _("No longer to be sent")
    MERGED = "merged", _("Covered by a later message")
    READDRESSED = "readdressed", _("Another address was entered")
    INVITATION_OVER = "invitation_over", _("The invitation was used or withdrawn")


class Finding(models.Model):
    """One thing that is not as it should be, and waits for a person.

    The same thing is one finding until it is settled, however often it is found: `times_found` counts, and
    `last_found_at` is when. Found again after that, it is a new one whose `previous` is the settled one.
    `order_id` is the order it concerns, if any. `why` are the figures at the time it was found, without contact
    details. `reason`, `decided_by` and `decided_at` tell of the last settling or accepting; `ending` is how a settled
    one ended, "" before that. `reopened` counts how often a decision was taken back.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="findings", db_index=False)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    order_id = models.BigIntegerField(null=True)
    since = models.DateTimeField()
    last_found_at = models.DateTimeField()
    times_found = models.PositiveIntegerField(default=1)
    why = models.JSONField(default=dict)
    owner = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="findings")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    accepted_until = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, choices=Ending.choices, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    decided_by = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    reopened = models.PositiveIntegerField(default=0)
    previous = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "finding"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "kind", "subject_kind", "subject_id"],
                condition=models.Q(settled_at=None),
                name="one_finding_until_settled",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.SETTLED, settled_at__isnull=False)
                | (~models.Q(state=State.SETTLED) & models.Q(settled_at__isnull=True)),
                name="finding_settled_at",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "id"], name="finding_of_store"),
            models.Index(
                fields=["store", "due_at", "id"],
                condition=models.Q(settled_at=None),
                name="finding_unsettled",
            ),
            models.Index(
                fields=["order_id", "id"],
                condition=models.Q(order_id__isnull=False),
                name="finding_of_order",
            ),
            # What was found of the same thing before.
            models.Index(fields=["subject_kind", "subject_id"], name="finding_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_kind} {self.subject_id}"

    def state_at(self, now: datetime) -> State:
        """Return the state as it counts at `now`: what was accepted until then is open again."""
        if self.is_back(now):
            return State.OPEN
        return State(self.state)

    def is_back(self, now: datetime) -> bool:
        """Return whether it was accepted until a time that has passed."""
        return self.state == State.ACCEPTED and self.accepted_until is not None and self.accepted_until <= now

    def is_overdue(self, now: datetime) -> bool:
        """Return whether it is open past the time by which somebody should have looked."""
        return self.due_at < now and self.state_at(now) == State.OPEN
