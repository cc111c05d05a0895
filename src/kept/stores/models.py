"""Stores, the people who run them, and API keys."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.stores.roles import Role

# The number of a store's first order, which should not look like the first one.
FIRST_NUMBER = 1001
# Two hours: time enough for the store, and a customer is still patient.
REVIEW_REMINDER_MINUTES = 120
LONGEST_BURST_SECONDS = 600


class Store(models.Model):
    """A store. Every row of other tables belongs to one.

    `revision` goes up with every change of settings, schedule or fulfilment methods; caches are keyed by it.
    `status_words`: language → status → the store's word. `messages_off`: message kinds that are not sent.
    `review_reminder_minutes`: after how long the store is reminded of an order under review; 0 for never.
    `bank_details`: what a customer who pays by transfer needs to know.
    """

    slug = models.SlugField(_("address in the shop"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    tagline = models.CharField(_("one line about the store"), max_length=200, blank=True)
    about = models.TextField(_("about the store"), blank=True, max_length=5000)
    email = models.EmailField(_("e-mail for customers"))
    phone = models.CharField(_("phone for customers"), max_length=32, blank=True)
    address = models.JSONField(_("address"), default=dict, blank=True)
    country = models.CharField(_("country"), max_length=2)
    currency = models.CharField(_("currency"), max_length=3)
    language = models.CharField(_("language of the store"), max_length=12, default="en")
    languages = models.JSONField(_("languages of the shop"), default=list)
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC")
    accent = models.CharField(_("brand colour"), max_length=7, default="#2f5d50")
    logo = models.FileField(_("logo"), upload_to="logos/", blank=True)
    prices_include_tax = models.BooleanField(_("prices include tax"), default=True)
    fulfilment_tax_rate = models.PositiveIntegerField(_("tax on delivery, basis points"), default=0)
    status_words = models.JSONField(_("the store's status names"), default=dict, blank=True)
    messages_off = models.JSONField(_("messages not sent"), default=list, blank=True)
    review_rules = models.JSONField(_("orders to review"), default=dict, blank=True)
    review_reminder_minutes = models.PositiveIntegerField(
        _("minutes until a reminder about an order under review"), default=REVIEW_REMINDER_MINUTES
    )
    burst_seconds = models.PositiveSmallIntegerField(
        _("seconds in which changes become one message"), default=10
    )
    policy = models.TextField(_("terms and returns"), blank=True, max_length=20000)
    bank_details = models.TextField(_("bank details for transfers"), blank=True, max_length=1000)
    revision = models.PositiveIntegerField(default=1, editable=False)
    next_number = models.PositiveIntegerField(default=FIRST_NUMBER, editable=False)
    open_for_orders = models.BooleanField(_("the shop takes orders"), default=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "store"

    @property
    def has_orders(self) -> bool:
        """Tell whether an order was ever placed; from then on the currency cannot change."""
        return self.next_number > FIRST_NUMBER

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Creates and finds people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a person who can sign in. `email` is normalised to lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by e-mail address, whatever its capitals."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractUser):
    """A person who signs in at the desk. Their permissions follow from Staff, store by store."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.name or self.email


class Staff(models.Model):
    """A person who works in a store, with their role there."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="staff")
    user = models.ForeignKey(User, models.CASCADE, related_name="places")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField()

    class Meta:
        db_table = "staff"
        constraints = [models.UniqueConstraint(fields=["store", "user"], name="one_place_in_a_store")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Invitation(models.Model):
    """An invitation to join the staff of a store. The token is stored hashed."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invitation"

    def __str__(self) -> str:
        return self.email


class ApiKey(models.Model):
    """A key with which a program reaches one store. Only its hash is stored; `prefix` lets people tell keys apart."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="keys")
    name = models.CharField(_("name"), max_length=120)
    prefix = models.CharField(max_length=16)
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("scopes"), default=list)
    created_by = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
