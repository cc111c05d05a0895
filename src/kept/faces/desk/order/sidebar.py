"""The sidebar of an order: its ledgers of money and stock, and the customer's other orders."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kept.faces.desk.cards import customer_order_words, join_words, money_badge
from kept.faces.desk.order.action_views import payment_key
from kept.faces.desk.routing import Desk
from kept.faces.ui.locales import number_locale
from kept.faces.ui.templatetags.kept import money, signed
from kept.faces.ui.texts import status_word
from kept.kit.money import input_amount
from kept.orders.lifecycle import is_cancelled
from kept.orders.models import Order
from kept.orders.queries import joins_of, presumed_customer, reachable
from kept.payments.methods import codes_by_hand, label_of, method_of
from kept.payments.models import Account
from kept.payments.models import Entry as MoneyEntry
from kept.stock.models import Movement
from kept.stores.roles import May

EARLIER_SHOWN = 6


def ledger_context(desk: Desk, order: Order, account: Account) -> dict[str, Any]:
    """Return money and stock, as far as this person may read them, and what a payment's form begins with."""
    may = desk.actor.may
    context: dict[str, Any] = {}
    if may(May.READ_MONEY):
        context |= {
            "money_rows": _money_rows(account),
            "money_method": label_of(account.method) if account.balance > 0 else "",
            **money_badge(account),
        }
    if may(May.RECORD_MONEY) and account.balance > 0 and not is_cancelled(order):
        context |= {
            "payment_key": payment_key(),
            "payment_amount": input_amount(account.balance, account.currency, number_locale()),
            "payment_methods": [
                {"value": method, "label": label_of(method), "checked": method == account.method}
                for method in codes_by_hand()
            ],
        }
    if may(May.READ_STOCK):
        moves = Movement.objects.filter(order_id=order.pk).select_related("variant__product").order_by("id")
        context["moves"] = [
            {
                "what": str(move.variant),
                "quantity": signed(move.quantity),
                "kind": move.get_kind_display(),
                "at": move.at,
            }
            for move in moves
        ]
    return context


def _money_rows(account: Account) -> list[dict[str, Any]]:
    rows = [
        {"label": _entry_label(entry), "amount": entry.amount, "more": entry.note}
        for entry in MoneyEntry.objects.filter(order_id=account.order_id).order_by("id")
    ]
    if account.balance >= 0:
        label = _("Still to be paid")
        return [*rows, {"label": label, "amount": account.balance, "kind": "total"}]
    return [*rows, {"label": _("To be refunded"), "amount": -account.balance, "kind": "total"}]


def customer_context(desk: Desk, order: Order) -> dict[str, Any]:
    """Return which of the customer's orders it is, the others, and what can be said about whose it is."""
    if order.customer_id is None:
        return {"others": []}  # two walk-ins are not one person
    with_money = desk.actor.may(May.READ_MONEY)
    others: QuerySet[Order] = reachable(desk.actor).filter(customer_id=order.customer_id).exclude(pk=order.pk)
    return {
        **_whose_context(desk, order),
        "others": [
            {
                "number": other.number,
                "url": desk.url("order", other.number),
                "status": other.status,
                "status_word": status_word(desk.store, other.status, other.fulfilment_kind),
                "at": other.placed_at,
                "total": money(other.total, other.currency) if with_money else "",
            }
            for other in others.order_by("-id")[:EARLIER_SHOWN]
        ],
    }


def _whose_context(desk: Desk, order: Order) -> dict[str, Any]:
    presumed = presumed_customer(order)
    context: dict[str, Any] = {
        "nth": customer_order_words(order, presumed.name if presumed else None),
        "is_unproven": not order.customer_proven,
        "presumed": presumed,
    }
    if not desk.actor.may(May.WRITE_CUSTOMERS):
        return context
    can_join = presumed is not None or not order.customer_proven
    return context | {
        "join_url": desk.url("join_customer", order.number) if can_join else "",
        "join_word": join_words(presumed.name if presumed else order.customer_name),
        "split_url": desk.url("split_customer", order.number) if joins_of(order) else "",
    }


def _entry_label(entry: MoneyEntry) -> str:
    if entry.kind == MoneyEntry.Kind.RECEIVED:
        return str(method_of(entry.method).words.received)
    return _("Agreed, %(cause)s") % {"cause": entry.cause}
