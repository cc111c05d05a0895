"""The stock ledger: movements, each with its cause, and a counter that follows from them (E4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.catalog.models import Variant
from kept.stores.models import Store


class Level(models.Model):
    """The number of a variant that can still be promised. Never below zero, by a constraint of the database (E1).

    `revision` goes up with every movement.
    """

    variant = models.OneToOneField(Variant, models.CASCADE, primary_key=True, related_name="level")
    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    available = models.BigIntegerField(_("available"), default=0)
    revision = models.PositiveBigIntegerField(default=1, editable=False)

    class Meta:
        db_table = "stock_level"
        constraints = [
            models.CheckConstraint(condition=models.Q(available__gte=0), name="stock_never_below_zero")
        ]

    def __str__(self) -> str:
        return str(self.available)


class Movement(models.Model):
    """A change of stock. `cause` is unique per variant, so that nothing is moved twice for one reason."""

    class Kind(models.TextChoices):
        SOLD = "sold", _("Promised in an order")
        RETURNED = "returned", _("Put back from an order")
        RECEIVED = "received", _("Goods received")
        COUNTED = "counted", _("Counted")
        BROKEN = "broken", _("Write off")

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="movements")
    quantity = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    cause = models.CharField(max_length=120)
    order_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        db_table = "stock_movement"
        # The cause first: the lines of one order lie side by side in it.
        constraints = [models.UniqueConstraint(fields=["cause", "variant"], name="one_movement_per_cause")]
        indexes = [
            models.Index(
                fields=["order_id"], condition=models.Q(order_id__isnull=False), name="movement_of_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity:+d} ({self.cause})"
