"""Outgoing messages: a row each, with honest states (F3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kept.kit.queue import QueuedRow, queue_indexes
from kept.stores.models import LONGEST_BURST_SECONDS, Store


class MessageKind(models.TextChoices):
    """The kinds of message. The value is also the template's name."""

    CONFIRMATION = "confirmation", _("Confirmation")
    UNDER_REVIEW = "under_review", _("Received, will be confirmed by hand")
    PREPARING = "preparing", _("Being prepared")
    READY = "ready", _("Ready for pickup")
    SHIPPED = "shipped", _("On its way")
    DONE = "done", _("Done")
    ON_HOLD = "on_hold", _("On hold")
    RESUMED = "resumed", _("Resumed")
    CANCELLED = "cancelled", _("Cancelled")
    REQUEST_RECEIVED = "request_received", _("Your request has arrived")
    REQUEST_ANSWERED = "request_answered", _("Answer to your request")
    NEW_ORDER = "new_order", _("To the store: new order")
    REVIEW_OVERDUE = "review_overdue", _("To the store: an order still waits to be confirmed")
    NEW_REQUEST = "new_request", _("To the store: a customer wrote")
    ORDER_CHANGED = "order_changed", _("To the store: an order has changed")
    INVITATION = "invitation", _("Invitation to the desk")
    PASSWORD_RESET = "password_reset", _("Link to a new password")
    ADDRESS_CHANGE = "address_change", _("Link to a new sign-in address")
    SIGN_IN_CHANGED = "sign_in_changed", _("Change of the sign-in")


# Where `facts` of a new order's message say why it is looked at first: the key that stored messages have.
REVIEW_REASONS = "held"


class Message(QueuedRow):
    """One message to one person. Stored as sent: `subject`, `text` and `html` are what was handed over.

    The secret part of the order's link is left out of what is stored (`messages/links.py`).
    Unique per order version, kind, occasion, recipient and channel: the database refuses the second.

    `store` is None for what Kept itself writes to somebody about their own sign-in: it is no store's business.

    `resends` counts how often a person had it sent again; a report names the sending it is about. `report` is what
    the other side said last about this one, `reported_at` when the state that it led to was reached.
    """

    pump = "messages"
    longest_waits = (LONGEST_BURST_SECONDS, *QueuedRow.longest_waits[1:])

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Being handed over")
        HANDED_OVER = "handed_over", pgettext_lazy("message", "Handed over")  # not goods over a counter
        DELIVERED = "delivered", _("Delivered")
        BOUNCED = "bounced", _("Bounced")
        COMPLAINED = "complained", _("Reported as spam")
        FAILED = "failed", _("Failed")
        MERGED = "merged", _("Part of a later message")
        HELD = "held", _("Kept back: many orders to one address")

    class To(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        STORE = "store", _("Store")
        STAFF = "staff", _("Staff")

    store = models.ForeignKey(Store, models.CASCADE, null=True, related_name="messages", db_index=False)
    order_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=MessageKind.choices)
    occasion = models.CharField(max_length=80, blank=True)
    to = models.CharField(max_length=8, choices=To.choices)
    channel = models.CharField(max_length=8, default="email")
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=12)
    facts = models.JSONField(default=dict)
    message_id = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    queued_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    # When it last failed for good or came back; stays when it is tried again, so that whoever hands it over knows.
    failed_at = models.DateTimeField(null=True)
    resends = models.PositiveSmallIntegerField(default=0)
    report = models.CharField(max_length=300, blank=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message"
        constraints = [
            models.UniqueConstraint(
                fields=["order_id", "version", "kind", "occasion", "to", "channel"], name="message_once"
            ),
        ]
        indexes = [
            # When a customer last heard, without reading the messages themselves.
            models.Index(
                fields=["order_id", "handed_over_at"],
                condition=models.Q(to="customer", handed_over_at__isnull=False) & ~models.Q(state="bounced"),
                name="message_heard",
            ),
            # How often strangers have had an address written to (orders/mail_allowance.py).
            models.Index(
                fields=["address", "queued_at"], condition=models.Q(to="customer"), name="message_to_address"
            ),
            *queue_indexes("message"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.address}"

    @property
    def may_have_been_read(self) -> bool:
        """Tell whether the customer heard by it, once it has left; the index `message_heard` says the same."""
        return self.to == self.To.CUSTOMER and self.state != self.State.BOUNCED

    @property
    def asks_to_confirm(self) -> bool:
        """Tell whether the store has to look at the order it tells of (A7)."""
        return bool(self.facts.get(REVIEW_REASONS))


# The states of what has not arrived, and will not unless a person tries it again.
NOT_ARRIVED = (Message.State.FAILED, Message.State.BOUNCED)
# The states from which a person can have it sent.
CAN_BE_SENT = (*NOT_ARRIVED, Message.State.HELD)
