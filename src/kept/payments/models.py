"""The money of an order, as its own axis beside work and agreement (D2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.stores.models import Store

# The cause, in the ledger, of what a demonstration method pays at checkout: once for each order at most.
BY_DEMO_CARD = "demo card at checkout"


class State(models.TextChoices):
    """The state of an order's money; follows from `agreed` and `received`."""

    DUE = "due", _("Payment due")
    PART_PAID = "part_paid", _("Partly paid")
    PAID = "paid", _("Paid")
    OWED = "owed", _("Refund owed")
    NOTHING = "nothing", _("Nothing to pay")


class Account(models.Model):
    """The account of one order: what was agreed and what has come in, in minor units. Derivable from the entries.

    `method`: the code of how the customer said they would pay (methods.py).
    """

    order_id = models.BigIntegerField(primary_key=True)
    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=12)
    agreed = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices)

    class Meta:
        db_table = "money_account"
        constraints = [
            models.CheckConstraint(condition=models.Q(received__gte=0), name="received_not_negative")
        ]

    @property
    def balance(self) -> int:
        """Return what the customer still owes (positive) or is owed (negative)."""
        return self.agreed - self.received

    def __str__(self) -> str:
        return f"{self.received} of {self.agreed} {self.currency}"


class Entry(models.Model):
    """One line of the money ledger. Append-only; `cause` is unique per order (D5: never twice)."""

    class Kind(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        RECEIVED = "received", _("Received")

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    order_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount = models.BigIntegerField()
    method = models.CharField(max_length=12)
    cause = models.CharField(max_length=120)
    note = models.CharField(max_length=240, blank=True)
    actor = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        db_table = "money_entry"
        constraints = [models.UniqueConstraint(fields=["order_id", "cause"], name="one_entry_per_cause")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
