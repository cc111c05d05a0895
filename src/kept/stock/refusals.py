"""Refusals about stock."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid, Refusal


class OutOfStock(Refusal):
    """There is not enough in stock. `facts["short"]`: a list of {variant, wanted, available}."""

    status = 409
    code = "out_of_stock"
    sentence = _("There is not enough left of something in this order.")


class MovedTwice(Refusal):
    """The same cause has moved this stock before."""

    status = 409
    code = "moved_twice"
    sentence = _("This stock has already been moved for this reason.")


class NotCounted(Refusal):
    """The store does not count this variant, so there is no stock of it to move."""

    status = 409
    code = "not_counted"
    sentence = _("Stock of this is not counted. Switch counting on at the product first.")


class BadPieces(Invalid):
    """A number of pieces or a cause that cannot be used. `facts["field"]`."""

    code = "bad_pieces"
