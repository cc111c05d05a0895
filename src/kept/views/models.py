"""Saved views, and which of them opens by itself for whom (C1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.stores.models import Store, User


class SavedView(models.Model):
    """Filters, search and sort of the orders under a name: their owner's alone, or `shared` with the store.

    `words` are the filters, the search and the sort, as they stand in an address (checks.py). One that was
    removed stays for a while, so that it can be brought back.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    words = models.JSONField(default=dict)
    shared = models.BooleanField(_("shared with the store"), default=False)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saved_view"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "owner", "name"],
                condition=models.Q(removed_at=None),
                name="view_name_per_owner",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view that opens by itself for one person in one store; their own, or one that is shared."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    class Meta:
        db_table = "default_view"
        constraints = [models.UniqueConstraint(fields=["store", "person"], name="one_default_view")]

    def __str__(self) -> str:
        return str(self.view)
