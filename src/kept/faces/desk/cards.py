"""An order as a card of the board and as a row of the list: facts put into words."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from django.contrib.humanize.templatetags.humanize import ordinal
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from kept.faces.desk.card_cache import render_cached
from kept.faces.desk.routing import Desk
from kept.faces.ui.templatetags.kept import display_name, moment_text, money, span
from kept.faces.ui.texts import countdown, describe_changes, status_word
from kept.findings.kinds import kind_words
from kept.orders.deadlines import deadline
from kept.orders.lifecycle import (
    CAN_BE_CANCELLED,
    CAN_BE_HELD,
    is_on_hold,
    is_open,
    steps_from,
    waits_for_acceptance,
)
from kept.orders.models import Channel, Order, Status
from kept.orders.reading.card_rows import OrderCard
from kept.payments.methods import Collected, method_of
from kept.payments.states import is_free, is_owed_back, is_paid, is_unpaid
from kept.promises.fulfilment import policy_of
from kept.stores.roles import May

SOON = timedelta(hours=2)
# The changes that a card names; the page of the order has them all.
MOST_NEWS = 4
NOT_FOR_WORK = frozenset({"price", "fee", "total", "payment"})

# The button that leads to a status; a store's own word for the status takes its place.
STEP_WORDS = {
    Status.PREPARING: pgettext_lazy("step", "Start"),
    Status.READY: pgettext_lazy("step", "Ready"),
    Status.SHIPPED: pgettext_lazy("step", "Sent"),
    Status.DONE: pgettext_lazy("step", "Done"),
}
REVIEW_WORDS = {
    "custom_work": gettext_lazy("Custom work"),
    "high_value": gettext_lazy("High value"),
    "large_share": gettext_lazy("Takes much of what is left"),
    "many_to_one_address": gettext_lazy("Many orders to one address"),
    "first_order": gettext_lazy("First order"),
    "channel": gettext_lazy("Because of its channel"),
    "every_order": gettext_lazy("To be confirmed"),
}


class DueBadge(NamedTuple):
    """The urgency of a promise (calm, soon, late), and its words."""

    level: str
    text: str


class Today(NamedTuple):
    """Now, and the beginning and end of the day where the store is."""

    now: datetime
    day: tuple[datetime, datetime]

    @classmethod
    def of(cls, now: datetime) -> "Today":
        """Return today in the active time zone."""
        begins = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(now, (begins, begins + timedelta(days=1)))


class AnyAccount(Protocol):
    """The money of an order: payments.Account, or the part of it that a card's row holds."""

    @property
    def state(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def balance(self) -> int: ...
    @property
    def currency(self) -> str: ...


def render_card(desk: Desk, order: OrderCard, today: Today) -> SafeString:
    """Render the order as a card of the board."""
    time_words = due_badge(order, today), last_heard_words(order, today.now)
    waits = waits_for_acceptance(order)

    def render() -> SafeString:
        card = _card_context(desk, order, *time_words)
        card |= _news_context(desk, order, today.now) if waits else {}
        return render_to_string("kept/parts/order_card.html", {"card": card})

    # A change of the promise says "today", so its words are true for a day.
    return render_cached("card", desk, order, (*time_words, today.day[0] if waits else None), render)


def render_row(desk: Desk, order: OrderCard, today: Today) -> SafeString:
    """Render the order as a row of the list."""
    due = due_badge(order, today)

    def render() -> SafeString:
        return render_to_string("desk/order_list/row.html", {"row": _row_context(desk, order, due)})

    return render_cached("row", desk, order, due, render)


def _card_context(desk: Desk, order: OrderCard, due: DueBadge | None, last_kind_sent: str) -> dict[str, Any]:
    """Return the context of `kept/parts/order_card.html`."""
    lines, more = summary_lines(order)
    may_advance = desk.actor.may(May.ADVANCE_ORDERS)
    steps = steps_from(order.status, order.fulfilment_kind) if may_advance else []
    advance_url = desk.url("advance", order.number) if steps else ""
    return {
        "id": order.number,
        "pick": f"{order.number}.{order.revision}" if may_advance and is_open(order) else "",
        "url": desk.url("order", order.number),
        "number": order.number,
        "name": order.customer_name or display_name(""),
        "nth": customer_order_words(order, order.presumed),
        **_join_context(desk, order),
        "lines": lines,
        "more": more,
        "notes": order.notes,
        "attention": attention_words(order),
        "flags": flags(order),
        "due": due,
        "late": due is not None and due.level == "late",
        "quiet": last_kind_sent,
        "channel": Channel(order.channel).label,
        "version": order.version,
        "revision": order.revision,
        "advance_url": advance_url,
        "advance_word": step_word(desk, steps[0], order.fulfilment_kind) if steps else "",
        "move_url": advance_url,
        "may_go_to": steps,
        **(money_badge(order.account) if desk.actor.may(May.READ_MONEY) else {}),
    }


def _news_context(desk: Desk, order: OrderCard, now: datetime) -> dict[str, Any]:
    """Return what changed after the work had begun (A5): it has to be accepted before the work goes on."""
    changes = [change for change in order.news if change.kind not in NOT_FOR_WORK]
    sentences = describe_changes(
        changes[:MOST_NEWS], currency=order.currency, store=desk.store, kind=order.fulfilment_kind, now=now
    )
    may_accept = desk.actor.may(May.ADVANCE_ORDERS)
    return {
        "news": {"changes": sentences, "more": len(changes) - len(sentences)},
        "advance_url": "",
        "accept_url": desk.url("accept", order.number, order.version) if may_accept else "",
    }


def _row_context(desk: Desk, order: OrderCard, due: DueBadge | None) -> dict[str, Any]:
    """Return the context of `desk/order_list/row.html`."""
    lines, more = summary_lines(order)
    return {
        "number": order.number,
        "url": desk.url("order", order.number),
        "can_cancel": order.status in CAN_BE_CANCELLED and desk.actor.may(May.CANCEL_ORDERS),
        "name": order.customer_name or display_name(""),
        "nth": customer_order_words(order, order.presumed),
        "what": ", ".join(f"{line['quantity']} × {line['name']}" for line in lines),
        "more": more,
        "version": order.version,
        "waits": waits_for_acceptance(order),
        "attention": attention_words(order),
        "status": order.status,
        "status_word": status_word(desk.store, order.status, order.fulfilment_kind),
        "due": due,
        "placed_at": order.placed_at,
        "total": order.total,
        "currency": order.currency,
        **(money_badge(order.account) if desk.actor.may(May.READ_MONEY) else {}),
    }


def _join_context(desk: Desk, order: OrderCard) -> dict[str, str]:
    """Return the tap that says whose the order is, where it is probably a known customer's."""
    if order.presumed is None or not desk.actor.may(May.WRITE_CUSTOMERS):
        return {}
    return {"join_url": desk.url("join_customer", order.number), "join_word": join_words(order.presumed)}


def join_words(name: str) -> str:
    """Return the words of the button by which the store says that it is this customer."""
    return _("It is %(name)s") % {"name": name}


def summary_lines(order: OrderCard) -> tuple[list[dict[str, str]], int]:
    """Return the first lines as quantity and name, and how many more there are (orders/writes.py `summary`)."""
    lines: list[dict[str, str]] = []
    more = 0
    for text in order.summary:
        quantity, times, name = text.partition(" × ")
        if times:
            lines.append({"quantity": quantity, "name": name})
        else:
            more = int(text.lstrip("+"))
    return lines, more


def customer_order_words(order: Order | OrderCard, presumed: str | None) -> str:
    """Return "3rd order"; "" for the first. Where nobody stands for it, it is probably the 3rd, or probably somebody's.

    `presumed`: the name of the known customer whose it probably is.
    """
    number = order.customer_order_no
    if order.customer_proven:
        return _("%(nth)s order") % {"nth": ordinal(number)} if number > 1 else ""
    if number > 1:
        return _("probably the %(nth)s order") % {"nth": ordinal(number)}
    return _("probably %(name)s") % {"name": presumed} if presumed else ""


def step_word(desk: Desk, step: Status, fulfilment_kind: str) -> str:
    """Return the words of the button that takes this step."""
    if step in desk.store.status_words.get(get_language() or desk.store.language, {}):
        return status_word(desk.store, step, fulfilment_kind)
    if step == Status.DONE and policy_of(fulfilment_kind).at_the_store:
        return _("Handed over")
    return str(STEP_WORDS[step])


def flags(order: OrderCard) -> list[str]:
    """Return what somebody should look at: reasons of the review, open requests, and the reason of a hold."""
    sentences = [str(REVIEW_WORDS.get(reason, reason)) for reason in order.review_reasons]
    if order.asked:
        sentences.append(ngettext("One request", "%(count)s requests", order.asked) % {"count": order.asked})
    if is_on_hold(order) and order.why:
        sentences.append(order.why)
    return sentences


def attention_words(order: OrderCard) -> str:
    """Return in words which findings about the order are open; "" for none."""
    count, kind = order.findings
    if count == 1:
        return kind_words(kind)
    sentence = ngettext("%(count)s thing needs attention", "%(count)s things need attention", count)
    return sentence % {"count": count} if count else ""


def due_badge(order: OrderCard, today: Today) -> DueBadge | None:
    """Return what `{% due_badge %}` shows; None for an order that is over."""
    until, now = deadline(order), today.now
    if order.status == Status.READY:
        return DueBadge("calm", _("waiting for %(span)s") % {"span": span(now - order.status_at)})
    if until is None or not is_open(order):
        return None
    if until < now:
        return DueBadge("late", _("%(span)s late") % {"span": span(now - until)})
    if until - now <= SOON:
        return DueBadge("soon", countdown(until, now))
    form = "time" if today.day[0] <= until < today.day[1] else ""
    return DueBadge("calm", moment_text(timezone.localtime(until), form))


def last_heard_words(order: OrderCard, now: datetime) -> str:
    """Return how long ago the customer last heard from the store, in words; "" for an order that is over."""
    if not is_open(order):
        return ""
    if order.heard_at is None:
        return _("no message yet") if order.email else ""
    return _("last message %(span)s ago") % {"span": span(now - order.heard_at)}


def money_badge(account: AnyAccount | None) -> dict[str, str]:
    """Return the badge about the money, in two words; {} where there is nothing to say."""
    if account is None or is_free(account):
        return {}
    if is_paid(account):
        return {"money_text": _("Paid"), "money_kind": "good"}
    amount = money(abs(account.balance), account.currency)
    if is_owed_back(account):
        return {"money_text": _("%(amount)s to be refunded") % {"amount": amount}, "money_kind": "bad"}
    method = method_of(account.method)
    if is_unpaid(account) and method.collected is Collected.AT_HANDOVER:
        return {"money_text": str(method.words.due) % {"amount": amount}}
    return {"money_text": _("%(amount)s due") % {"amount": amount}, "money_kind": "warn"}


def can_hold(order: Order) -> bool:
    """Tell whether work on the order can be stopped for now."""
    return Status(order.status) in CAN_BE_HELD
