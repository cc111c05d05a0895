"""Products, variants and options. Prices are minor units of the store's currency; tax rates are basis points."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.stores.models import Store


class Kind(models.TextChoices):
    """The kind of a product, which decides how it can reach the customer."""

    PHYSICAL = "physical", _("Goods")
    DIGITAL = "digital", _("Download")
    SERVICE = "service", _("Service")


class Product(models.Model):
    """A product or service. It is sold as one of its variants; there is always at least one.

    `revision` goes up with every change of the product, its variants and its questions.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="products")
    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(_("address in the shop"), max_length=180)
    summary = models.CharField(_("one line"), max_length=240, blank=True)
    description = models.TextField(_("description"), blank=True, max_length=20000)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PHYSICAL)
    photo = models.FileField(_("photo"), upload_to="products/", blank=True)
    photo_words = models.CharField(_("what the photo shows"), max_length=240, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    preparation_minutes = models.PositiveIntegerField(_("preparation time, minutes"), default=0)
    lifespan_days = models.PositiveIntegerField(_("lasts about, days"), null=True, blank=True)
    tax_rate = models.PositiveIntegerField(_("tax rate, basis points"), default=0)
    note_label = models.CharField(_("ask the customer for"), max_length=80, blank=True)
    note_required = models.BooleanField(_("must be answered"), default=False)
    needs_review = models.BooleanField(_("orders are confirmed by hand"), default=False)
    active = models.BooleanField(_("in the shop"), default=True)
    position = models.PositiveIntegerField(_("position in the list"), default=0)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "product"
        constraints = [models.UniqueConstraint(fields=["store", "slug"], name="product_slug_per_store")]
        indexes = [models.Index(fields=["store", "active", "position", "id"], name="product_in_shop")]

    def __str__(self) -> str:
        return self.title


class Variant(models.Model):
    """A form of a product with its own price and article number (SKU). `weight_grams` is for carriers."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    title = models.CharField(_("variant"), max_length=120, blank=True)
    sku = models.CharField(_("article number"), max_length=64)
    price = models.BigIntegerField(_("price"))
    weight_grams = models.PositiveIntegerField(_("weight, grams"), null=True, blank=True)
    tracked = models.BooleanField(_("stock is counted"), default=True)
    active = models.BooleanField(_("for sale"), default=True)
    position = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        db_table = "variant"
        constraints = [
            models.UniqueConstraint(fields=["store", "sku"], name="sku_per_store"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="variant_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.product.title} {self.title}".strip()


class OptionGroup(models.Model):
    """A question to the customer, such as “Vase?”, of whose answers `least` to `most` are chosen."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, models.CASCADE, related_name="option_groups")
    name = models.CharField(_("question"), max_length=80)
    least = models.PositiveSmallIntegerField(_("at least"), default=0)
    most = models.PositiveSmallIntegerField(_("at most"), default=1)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "option_group"

    def __str__(self) -> str:
        return self.name


class Option(models.Model):
    """An answer to a question, and what it adds to (or takes off) the price."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    group = models.ForeignKey(OptionGroup, models.CASCADE, related_name="options")
    name = models.CharField(_("answer"), max_length=80)
    price_difference = models.BigIntegerField(_("price difference"), default=0)
    active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "option"

    def __str__(self) -> str:
        return self.name
