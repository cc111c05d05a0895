"""Refusals of orders. Each is a sentence a person can act on."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Changed, Invalid, Refusal


class NotForSale(Refusal):
    """A line names something the store does not sell (any more). `facts["lines"]`: positions, from 0."""

    status = 409
    code = "not_for_sale"
    sentence = _("Something in this order is no longer for sale. Remove it to continue.")


class BadLine(Invalid):
    """A line cannot be used as it stands. `facts["line"]`: its position, from 0."""

    code = "bad_line"


class PriceMoved(Refusal):
    """The sum the customer saw is not the sum any more. `facts`: `expected`, `total`."""

    status = 409
    code = "price_moved"
    sentence = _("A price has changed since you saw it. Look at the new total before you order.")


class ShopClosed(Refusal):
    """The store takes no orders from customers at the moment."""

    status = 409
    code = "shop_closed"
    sentence = _("The store takes no orders at the moment.")


class TooLargeShare(Refusal):
    """The customer would hold more of an article than one may, of what there is. `facts`: `article`, and `most`, the
    pieces that they may still order."""

    status = 409
    code = "too_large_share"
    sentence = _(
        "There is not much left of “%(article)s”: one customer can order at most %(most)s here at the moment. Ask the"
        " store if you need more."
    )


# For TooLargeShare, when nothing more may be ordered.
HOLDS_ENOUGH = _(
    "You have ordered as much of “%(article)s” as one customer can here at the moment. Ask the store if you need more."
)


class TooMuchUnpaid(Refusal):
    """A customer whom the store does not know would hold more pieces in unpaid orders than one may. `facts`: `most`."""

    status = 409
    code = "too_much_unpaid"
    sentence = _(
        "Orders that are not paid yet can hold at most %(most)s pieces for one customer. Order less, pay what you have"
        " ordered, or ask the store."
    )


class KeepsItsGoods(Refusal):
    """The order is paid, or somebody of the store or the customer stands for it, or it is over."""

    status = 409
    code = "keeps_its_goods"
    sentence = _("This order keeps its goods: it is paid for, or somebody has taken it up.")


class NotThatStep(Refusal):
    """The order cannot go there from where it is. `facts`: `status`, `possible`."""

    status = 409
    code = "not_that_step"
    sentence = _("The order cannot take this step from where it stands.")


class SomebodyWasFaster(Changed):
    """The order has changed since the caller saw it. `facts`: `seen`, `now`, and what is different."""

    code = "somebody_was_faster"
    sentence = _("Somebody changed this order while you were looking at it. Compare both, then decide again.")


class NothingToJoin(Refusal):
    """The order is known to be its customer's, and there is nobody else who it probably is."""

    status = 409
    code = "nothing_to_join"
    sentence = _("It is already certain whose order this is.")


class NothingToSplit(Refusal):
    """Nobody has said by hand whose order it is."""

    status = 409
    code = "nothing_to_split"
    sentence = _("Nobody has joined this order to a customer by hand, so there is nothing to take back.")


class NotProven(Refusal):
    """The page was not opened by the link of a mail that went to the order's address."""

    status = 409
    code = "not_proven"
    sentence = _(
        "Please open the link in the e-mail that you got from the store, and press the button there."
    )


class CannotChange(Refusal):
    """An agreement that cannot be changed in this state of the work."""

    status = 409
    code = "cannot_change"
    sentence = _("This order can no longer be changed: it has left, is done or is cancelled.")


class DoesNotSuit(Invalid):
    """The fulfilment method is not made for what is ordered. `facts`: `method` (its name), `offered` (codes of those
    that are) and `choice`, their names."""

    code = "does_not_suit"
    sentence = _(
        "“%(method)s” is not available for what is ordered here. Choose another fulfilment method: %(choice)s."
    )


class PaymentNotOffered(Invalid):
    """The fulfilment method does not offer this payment. `facts`: `method` (its name), `offered` (codes of payment
    methods) and `choice`, the same in words."""

    code = "payment_not_offered"
    sentence = _("“%(method)s” offers other payment methods: %(choice)s. Choose one of them.")


# For PaymentNotOffered, when there is nothing to choose from.
NO_PAYMENT_LATER = _(
    "“%(method)s” offers no payment method that can be agreed on now. Add one in the settings, or record the "
    "payment first."
)


class NothingAgreed(Refusal):
    """A change that changes nothing cannot be what a request is agreed to by: no message would say so."""

    status = 409
    code = "nothing_agreed"
    sentence = _(
        "Nothing would change, so the request would not be met. Change the order, or answer in words instead."
    )


class NotUnderReview(Refusal):
    """Only an order that is under review can be confirmed by hand."""

    status = 409
    code = "not_under_review"
    sentence = _("This order is not waiting for review.")


class NoReminders(Refusal):
    """The store wants no reminders of orders under review."""

    status = 409
    code = "no_reminders"
    sentence = _("This store has switched off reminders about orders under review.")


class NothingToAcknowledge(Refusal):
    """The version named is not the one that was last confirmed to the customer. `facts`: `seen`, `now`."""

    status = 409
    code = "nothing_to_acknowledge"
    sentence = _("There is a newer version of this order. Look at it before you say that it is right.")


# For NothingToAcknowledge, when the order is off.
ORDER_IS_CANCELLED = _("This order is cancelled. There is nothing left to say yes to.")


class NotAccepted(Refusal):
    """The order was changed after its work had begun. `facts`: `seen`, the version that the work goes by, and
    `now`, the one that holds."""

    status = 409
    code = "not_accepted"
    sentence = _(
        "This order was changed after work on it had started: the current version is %(now)s. Check what is"
        " different and accept it, then continue."
    )


class NothingToAccept(Refusal):
    """The version named is not the newest, or no work waits for one. `facts`: `seen`, `now`."""

    status = 409
    code = "nothing_to_accept"
    sentence = _("There is a newer version of this order. Look at it before you accept it.")


# For NothingToAccept, when no work is under way.
NO_WORK_WAITS = _("No version of this order has to be accepted.")


class AlreadyAnswered(Refusal):
    """A request is answered once."""

    status = 409
    code = "already_answered"
    sentence = _("This request has already been answered.")


class PlanMoved(Refusal):
    """A change whose effects are not those that the preview showed."""

    status = 409
    code = "plan_moved"
    sentence = _("The effects of this change are different from what you were shown. Look at them again.")
