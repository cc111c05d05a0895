"""Orders: the promise, its confirmations, and what was asked about it.

Three independent axes: work (`status`), agreement (`version`, `confirmed_version`, `acknowledged_version`,
`accepted_version`) and money (payments.Account, by order id).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.catalog.models import Variant
from kept.customers.models import Customer
from kept.stores.models import Store


class Channel(models.TextChoices):
    """The way an order, or a word about it, came in."""

    SHOP = "shop", _("Shop page")
    PHONE = "phone", _("Phone")
    COUNTER = "counter", _("Counter")
    API = "api", _("API")
    AGENT = "agent", _("Agent")
    EMAIL = "email", _("E-mail")
    PAGE = "page", _("Order page")
    DESK = "desk", _("Desk")


class Status(models.TextChoices):
    """The status of the work; what customers see (C2). lifecycle.py says which may follow which."""

    PENDING = "pending", _("Pending")
    RECEIVED = "received", _("Received")
    PREPARING = "preparing", _("Preparing")
    READY = "ready", _("Ready for pickup")
    SHIPPED = "shipped", _("On its way")
    DONE = "done", _("Done")
    ON_HOLD = "on_hold", _("On hold")
    CANCELLED = "cancelled", _("Cancelled")


class Order(models.Model):
    """One promise to one customer.

    `version` is the newest agreed version; `confirmed_version` is 0 while the order is under review;
    `accepted_version` is the one that the work goes by, 0 while no work has begun.
    `revision` goes up with EVERY change of this row and is what callers name as "the one I saw" (ETag).
    `customer` is None for a walk-in: somebody at the counter who gave no contact. Two of them are nobody in common, so
    there is no row for them; `customer_name` may be "" then, and `customer_order_no` is 0.
    `customer_proven` says that somebody stands for who ordered: staff, the merchant's own program, or the customer by
    the link in a mail (decision 0018). Until then `customer` is a guess, and what was typed changes nothing there.
    `visitor` tells whether two orders came from one network address, and nothing else about it (`strangers.py`); ""
    once the order is over, or where the shop knows none.
    `customer_order_no` is which order of this customer it is. `summary` holds the first lines as text for the board,
    `notes` what the customer wrote for whoever does the work.
    `email` and `phone` are how to reach the customer about this order, as in its newest version.
    `link_hash` finds the order by the token of its page; `link_sealed` lets later messages say the token again.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="orders", db_index=False)
    number = models.PositiveIntegerField()
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="orders", db_index=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    language = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=Status.choices)
    held_from = models.CharField(max_length=10, choices=Status.choices, blank=True)
    why = models.CharField(max_length=240, blank=True)
    review_reasons = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    confirmed_version = models.PositiveIntegerField(default=0)
    acknowledged_version = models.PositiveIntegerField(default=0)
    accepted_version = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    customer_order_no = models.PositiveIntegerField(default=1)
    customer_proven = models.BooleanField(default=True)
    visitor = models.CharField(max_length=32, blank=True)
    fulfilment_kind = models.CharField(max_length=8)
    total = models.BigIntegerField()
    pieces = models.PositiveIntegerField()
    summary = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    customer_name = models.CharField(max_length=160, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    link_hash = models.CharField(max_length=64, unique=True)
    link_sealed = models.CharField(max_length=300)
    tracking_number = models.CharField(max_length=80, blank=True)
    tracking_url = models.URLField(max_length=400, blank=True)
    promised_from = models.DateTimeField(null=True)
    promised_until = models.DateTimeField(null=True)
    placed_at = models.DateTimeField()
    status_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "orders"
        constraints = [models.UniqueConstraint(fields=["store", "number"], name="order_number_per_store")]
        indexes = [
            models.Index(fields=["store", "status", "promised_until", "id"], name="order_board"),
            # The operator class lets PostgreSQL answer "begins with" from the index in any language.
            models.Index(
                fields=["store", "customer_name", "id"],
                name="order_by_name",
                opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],
            ),
            models.Index(fields=["customer", "-id"], name="order_of_customer"),
            models.Index(fields=["store", "changed_at"], name="order_changed"),
            models.Index(fields=["visitor"], condition=~models.Q(visitor=""), name="order_of_visitor"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Line(models.Model):
    """One line of the newest agreed version. `key` names it in every version ("1", "2", …).

    `original` is the quantity first agreed, `quantity` the one agreed now, `fulfilled` what has been handed over.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", db_index=False)
    key = models.CharField(max_length=12)
    variant = models.ForeignKey(Variant, models.PROTECT, null=True, related_name="lines")
    title = models.CharField(max_length=300)
    sku = models.CharField(max_length=64, blank=True)
    quantity = models.PositiveIntegerField()
    original = models.PositiveIntegerField()
    fulfilled = models.PositiveIntegerField(default=0)
    unit_price = models.BigIntegerField()
    total = models.BigIntegerField()

    class Meta:
        db_table = "order_line"
        constraints = [models.UniqueConstraint(fields=["order", "key"], name="line_key_per_order")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"


class Confirmation(models.Model):
    """A numbered, frozen version of what was agreed (A3). Append-only.

    `terms` is canonical JSON; `digest` its SHA-256; the digest of the version before stands inside the terms.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, models.CASCADE, related_name="confirmations", db_index=False)
    version = models.PositiveIntegerField()
    terms = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=240, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    actor_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        db_table = "confirmation"
        constraints = [models.UniqueConstraint(fields=["order", "version"], name="confirmation_version_once")]

    def __str__(self) -> str:
        return f"v{self.version}"


class Acknowledgement(models.Model):
    """The customer said that a version "looks right"."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, models.CASCADE, related_name="acknowledgements", db_index=False)
    version = models.PositiveIntegerField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    actor_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        db_table = "acknowledgement"
        constraints = [models.UniqueConstraint(fields=["order", "version"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"v{self.version} by {self.actor_name}"


class Request(models.Model):
    """Something the customer asked or said about an order, recorded the moment it was made (A6)."""

    class Kind(models.TextChoices):
        CHANGE = "change", _("Asks for a change")
        MESSAGE = "message", _("Writes to the store")

    class Answer(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Declined")
        ANSWERED = "answered", _("Answered")

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField(max_length=4000)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    asked_by = models.CharField(max_length=160)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.OPEN)
    answer_text = models.TextField(max_length=4000, blank=True)
    answered_by = models.CharField(max_length=160, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "order_request"
        indexes = [
            models.Index(fields=["store", "id"], condition=models.Q(answer="open"), name="request_open"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
