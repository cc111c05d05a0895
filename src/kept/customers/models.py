"""Customers with their identities, addresses and consents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.stores.models import Store


class Customer(models.Model):
    """A person who orders from one store. The same person ordering twice is one customer.

    `merged_into` is set on a row that turned out to be another customer; it stays because the journal names it.
    `revision` goes up with every change and with every order, which raises `orders_count` and may add an address.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="customers")
    name = models.CharField(_("name"), max_length=160)
    email = models.EmailField(_("e-mail"), blank=True, max_length=254)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    note = models.TextField(_("what the store should know"), blank=True, max_length=4000)
    orders_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField()
    last_order_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )

    class Meta:
        db_table = "customer"
        indexes = [
            models.Index(fields=["store", "-last_order_at"], name="customer_recent"),
            models.Index(fields=["store", "name"], name="customer_name"),
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="customer_merged",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """An e-mail address (lower case) or phone number (E.164) that belongs to one customer of a store."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=254)

    class Meta:
        db_table = "customer_identity"
        constraints = [
            models.UniqueConstraint(fields=["store", "kind", "value"], name="one_customer_per_identity")
        ]

    def __str__(self) -> str:
        return self.value


class Address(models.Model):
    """An address that a customer has used. `digest` keeps one row for an address used twice."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses", db_index=False)
    digest = models.CharField(max_length=64)
    fields = models.JSONField()
    last_used_at = models.DateTimeField()

    class Meta:
        db_table = "customer_address"
        constraints = [models.UniqueConstraint(fields=["customer", "digest"], name="address_once")]

    def __str__(self) -> str:
        return ", ".join(str(value) for value in self.fields.values() if value)


class Consent(models.Model):
    """A customer's yes or no to a purpose beyond the order itself, with its source. Append-only."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    granted = models.BooleanField()
    source = models.CharField(max_length=40)
    words = models.TextField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        db_table = "customer_consent"

    def __str__(self) -> str:
        return f"{self.purpose}: {self.granted}"
