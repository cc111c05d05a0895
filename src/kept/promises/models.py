"""The store's schedule: opening hours, days off and fulfilment methods (C5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.stores.models import Store


class Opening(models.Model):
    """The store works on `weekday` (0 = Monday) from `opens` to `closes`, in its own time zone.

    Where it closes no later than it opens it does so on the next day; 00:00 is the end of the day.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        db_table = "opening"
        ordering = ("weekday", "opens")

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}–{self.closes}"


class Closure(models.Model):
    """A day on which the store does not work, whatever the weekday says."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="closures")
    date = models.DateField(_("day"))
    reason = models.CharField(_("why"), max_length=120, blank=True)

    class Meta:
        db_table = "closure"
        ordering = ("date",)
        constraints = [models.UniqueConstraint(fields=["store", "date"], name="closed_once_a_day")]

    def __str__(self) -> str:
        return f"{self.date} {self.reason}".strip()


class FulfilmentMethod(models.Model):
    """A way for an order to reach its customer: pickup, own delivery, a carrier, a download, an appointment.

    `fee` in minor units, waived from `free_from`. `days_least`/`days_most` are days on the road after the
    order is ready. `asks_time` lets the customer wish for a day and time. `kind` names its rules (fulfilment.py),
    `pay_by` lists the codes of payment methods (payments/methods.py).
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="fulfilment_methods")
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8)
    name = models.CharField(_("name"), max_length=80)
    words = models.CharField(_("what the customer should know"), max_length=240, blank=True)
    fee = models.BigIntegerField(_("fee"), default=0)
    free_from = models.BigIntegerField(_("free from"), null=True, blank=True)
    days_least = models.PositiveSmallIntegerField(_("delivery time in days, at least"), default=0)
    days_most = models.PositiveSmallIntegerField(_("delivery time in days, at most"), default=0)
    cut_off = models.TimeField(_("orders until this time are dispatched the same day"), null=True, blank=True)
    leaves_on = models.JSONField(_("weekdays on which orders are dispatched"), default=list, blank=True)
    asks_time = models.BooleanField(_("customers can choose a time"), default=False)
    pay_by = models.JSONField(_("how it can be paid"), default=list)
    active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "fulfilment_method"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="fulfilment_method_code_per_store")
        ]

    def __str__(self) -> str:
        return self.name
