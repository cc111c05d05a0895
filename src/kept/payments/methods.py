"""The payment methods, each with its rules and its words: a row of the table below is all there is to a method (D2).

Code asks the row (`method_of(code).by_hand`) and never for a method by its name. A method that a provider collects has
an adapter besides; a row that has been in use stays, because agreed orders name it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# As long as the columns `money_account.method` and `money_entry.method` are.
LONGEST_CODE = 12

# What is said of a method that has no words of its own.
_RECEIVED = _("Received")
_DUE = _("%(amount)s due")
_TO_PAY = _("%(amount)s is still to be paid.")
_PAID = _("It is paid.")


class Collected(StrEnum):
    """The moment at which the money is to come in."""

    AT_CHECKOUT = "at_checkout"
    AT_HANDOVER = "at_handover"  # at the counter or at the door
    LATER = "later"  # when the customer sends it


# Who pays at the checkout is done within minutes. A transfer takes a working day (SEPA), people a weekend to get to it.
# Who pays at the counter has given nothing yet but a name: three days to open their order once, over a weekend, too.
_UNPAID_LIMITS = {
    Collected.AT_CHECKOUT: timedelta(hours=1),
    Collected.AT_HANDOVER: timedelta(days=3),
    Collected.LATER: timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class PaymentWords:
    """The texts about a method; each is a whole sentence or a short phrase, translatable.

    `label`: offered to the customer. `short`: within a sentence or a list. `received`: that money came in by it.
    `due`: what is to be handed over with the goods, on a card. `to_pay` and, where the store's bank details are known,
    `to_pay_to`: what the customer still has to do. `agreed` and `agreed_by_them`: in a message to the customer, and in
    one to the store; without them `label`. `paid`: in a mail once all of it came in. `paid_in_part`: once a part did;
    without it as `agreed`.
    """

    label: str | Promise
    short: str | Promise
    received: str | Promise = _RECEIVED
    due: str | Promise = _DUE
    to_pay: str | Promise = _TO_PAY
    to_pay_to: str | Promise = ""
    agreed: str | Promise = ""
    agreed_by_them: str | Promise = ""
    paid: str | Promise = _PAID
    paid_in_part: str | Promise = ""


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """The rules of one payment method.

    `by_hand`: the store sees the money come in and writes it down; else a provider says so. `is_demo`: it counts as
    paid at checkout, and no money moves. `needs_bank_details`: the customer has to know where to send it.
    """

    code: str
    collected: Collected
    words: PaymentWords
    by_hand: bool = False
    is_demo: bool = False
    needs_bank_details: bool = False

    def __post_init__(self) -> None:
        assert 0 < len(self.code) <= LONGEST_CODE, f"a code has 1 to {LONGEST_CODE} characters: {self.code!r}"

    @property
    def unpaid_limit(self) -> timedelta:
        """Return how long an unpaid order of somebody whom nobody knows holds its goods."""
        return _UNPAID_LIMITS[self.collected]

    @property
    def can_be_agreed_later(self) -> bool:
        """True where a customer can say afterwards that they pay by it; at the checkout they are once."""
        return self.collected is not Collected.AT_CHECKOUT

    def received_with_order(self, total: int) -> int:
        """Return what has come in, in minor units, the moment that an order worth `total` is placed."""
        return total if self.is_demo else 0


_METHODS: dict[str, PaymentMethod] = {
    method.code: method
    for method in (
        PaymentMethod(
            code="pickup",
            collected=Collected.AT_HANDOVER,
            by_hand=True,
            words=PaymentWords(
                label=_("Pay when you collect it"),
                short=_("at pickup"),
                received=_("Paid at pickup"),
                due=_("%(amount)s at pickup"),
                to_pay=_("You pay %(amount)s when you collect it."),
                agreed=_("You pay when you collect it."),
                agreed_by_them=_("They pay when they collect it."),
            ),
        ),
        PaymentMethod(
            code="delivery",
            collected=Collected.AT_HANDOVER,
            by_hand=True,
            words=PaymentWords(
                label=_("Pay when it is delivered"),
                short=_("when it is delivered"),
                received=_("Paid at delivery"),
                due=_("%(amount)s at delivery"),
                to_pay=_("You pay %(amount)s when it is delivered."),
                agreed=_("You pay when it is delivered."),
                agreed_by_them=_("They pay when it is delivered."),
            ),
        ),
        PaymentMethod(
            code="transfer",
            collected=Collected.LATER,
            by_hand=True,
            needs_bank_details=True,
            words=PaymentWords(
                label=_("Bank transfer"),
                short=_("by bank transfer"),
                received=_("Paid by bank transfer"),
                to_pay=_("Please transfer %(amount)s and name order %(number)s."),
                to_pay_to=_("Please transfer %(amount)s to %(account)s and name order %(number)s."),
                agreed=_("You pay by bank transfer. Please give the order number %(number)s with it."),
                agreed_by_them=_("They pay by bank transfer."),
            ),
        ),
        PaymentMethod(
            code="demo_card",
            collected=Collected.AT_CHECKOUT,
            is_demo=True,
            words=PaymentWords(
                label=_("Demo card (no money moves)"),
                short=_("by demo card"),
                received=_("Paid by demo card"),
                paid=_("Paid by demo card; no money has moved."),
                paid_in_part=_("A part of it is paid by demo card; no money has moved."),
            ),
        ),
    )
}


def methods() -> Mapping[str, PaymentMethod]:
    """Return every payment method by its code, in the order in which lists show them."""
    return _METHODS


def method_of(code: str) -> PaymentMethod:
    """Return the payment method with this code. Raises KeyError for a code that has no row."""
    return methods()[code]


def codes_by_hand() -> list[str]:
    """Return the codes of the methods by which the store itself sees money come in."""
    return [method.code for method in methods().values() if method.by_hand]


def method_choices() -> list[tuple[str, str | Promise]]:
    """Return every method with its label, as a form offers them."""
    return [(method.code, method.words.label) for method in methods().values()]


def label_of(code: str) -> str:
    """Return what a method is called where customers choose it, in the active language."""
    return str(method_of(code).words.label)
