"""Refusals of the catalog."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid, Refusal


class SkuTaken(Refusal):
    """Another variant of the store has this article number. `facts["sku"]`."""

    status = 409
    code = "sku_taken"
    sentence = _("The article number “%(sku)s” belongs to something else. Choose another, or leave it empty.")


class SlugTaken(Refusal):
    """Another product of the store has this address. `facts["slug"]`."""

    status = 409
    code = "slug_taken"
    sentence = _("The address “%(slug)s” belongs to another product. Choose another, or leave it empty.")


class LastVariant(Refusal):
    """The last variant for sale cannot go: a product is sold as one of its variants."""

    status = 409
    code = "last_variant"
    sentence = _(
        "A product needs at least one variant for sale. Hide the product itself from the shop instead."
    )


class BadProduct(Invalid):
    """A field of the product cannot be used. `facts["field"]`."""

    code = "bad_product"


class BadVariant(Invalid):
    """A field of a variant cannot be used. `facts`: `row` (its position, from 0) and `field`."""

    code = "bad_variant"


class BadQuestion(Invalid):
    """A field of a question or of one of its answers cannot be used.

    `facts`: `row`, `answer` (positions, from 0), `field`.
    """

    code = "bad_question"
