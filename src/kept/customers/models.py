"""Customers with their identities, addresses and consents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.stores.models import Store


class Customer(models.Model):
    """A person who orders from one store. The same person ordering twice is one customer.

    `merged_into` is set on a row that turned out to be another customer; it stays because the journal names it.
    `revision` goes up with every change and with every order that counts, which raises `orders_count` and may add an
    address. Orders of which nobody knows who placed them stand here as well (decision 0018); they are only counted, as
    `unproven_count`. `proven` is False as long as there are no others: then all that stands here was typed by somebody
    for whom nobody stands. `probably` is the customer whose number came with an e-mail address that nobody had.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="customers")
    name = models.CharField(_("name"), max_length=160)
    email = models.EmailField(_("e-mail"), blank=True, max_length=254)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    note = models.TextField(_("what the store should know"), blank=True, max_length=4000)
    orders_count = models.PositiveIntegerField(default=0, editable=False)
    unproven_count = models.PositiveIntegerField(default=0, editable=False)
    proven = models.BooleanField(default=True, editable=False)
    probably = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+", editable=False, db_index=False
    )
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


class PendingConsent(models.Model):
    """A consent that was ticked with an order and waits for the press in the mail (double opt-in). It grants nothing.

    It belongs to the order, not to a customer: whose it is, is not known before.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    order_id = models.BigIntegerField(unique=True)
    purpose = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    words = models.TextField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        db_table = "customer_pending_consent"

    def __str__(self) -> str:
        return self.purpose


class Join(models.Model):
    """A record of what was moved as an order joined its customer, or one customer another (`merged`), to undo it by.

    `order_id` is the order by which it was done; None for a merge from the customers' page. `moved` holds ids of rows,
    and values from before and after: contact details, which is why it stands here and not in the journal.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="joins")
    merged = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+", db_index=False)
    order_id = models.BigIntegerField(null=True, db_index=True)
    moved = models.JSONField()
    at = models.DateTimeField()
    split_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customer_join"

    def __str__(self) -> str:
        return f"{self.merged_id or self.order_id} → {self.customer_id}"
