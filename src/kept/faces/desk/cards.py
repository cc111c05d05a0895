"""An order as a card of the board and as a row of the list: facts put into words."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from kept.faces.desk.frame import Desk
from kept.faces.look.templatetags.kept import moment_text, money, span
from kept.faces.look.words import countdown, status_word
from kept.orders.boards import Beside
from kept.orders.lifecycle import CAN_BE_HELD, IN_FLIGHT, steps_from
from kept.orders.models import Order, Status
from kept.payments.models import Account, Method, State
from kept.stores.roles import May

SOON = timedelta(hours=2)

# What the one tap is called that leads to a status; a store's own word for the status takes its place.
STEP_WORDS = {
    Status.PREPARING: pgettext_lazy("step", "Start"),
    Status.READY: pgettext_lazy("step", "Ready"),
    Status.SHIPPED: pgettext_lazy("step", "Sent"),
    Status.DONE: pgettext_lazy("step", "Done"),
}
REVIEW_WORDS = {
    "custom_work": gettext_lazy("Custom work"),
    "high_value": gettext_lazy("High value"),
    "first_order": gettext_lazy("First order"),
    "channel": gettext_lazy("By its channel"),
    "every_order": gettext_lazy("To be confirmed"),
}


def card(desk: Desk, order: Order, beside: Beside, now: datetime) -> dict[str, Any]:
    """What `kept/parts/order_card.html` takes."""
    lines, more = lines_of(order)
    may_advance = desk.actor.may(May.ADVANCE_ORDERS)
    steps = steps_from(order.status, order.way_kind) if may_advance else []
    advance_url = desk.url("advance", order.number) if steps else ""
    return {
        "id": order.number,
        "pick": f"{order.number}.{order.revision}" if may_advance and order.status in IN_FLIGHT else "",
        "url": desk.url("order", order.number),
        "number": order.number,
        "name": order.customer_name,
        "nth": nth_word(order.nth),
        "lines": lines,
        "more": more,
        "flags": flags(order, beside),
        "due": due(order, now),
        "late": is_late(order, now),
        "quiet": quiet(order, beside, now),
        "channel": order.get_channel_display(),
        "version": order.version,
        "revision": order.revision,
        "advance_url": advance_url,
        "advance_word": step_word(desk, steps[0], order.way_kind) if steps else "",
        "move_url": advance_url,
        "may_go_to": steps,
        **(money_badge(beside.account) if desk.actor.may(May.READ_MONEY) else {}),
    }


def lines_of(order: Order) -> tuple[list[dict[str, str]], int]:
    """The first lines as quantity and name, and how many more there are (orders/writes.py `summary`)."""
    lines: list[dict[str, str]] = []
    more = 0
    for text in order.summary:
        quantity, times, name = text.partition(" × ")
        if times:
            lines.append({"quantity": quantity, "name": name})
        else:
            more = int(text.lstrip("+"))
    return lines, more


def nth_word(nth: int) -> str:
    """ "3rd order"; nothing for the first."""
    return _("%(nth)s order") % {"nth": ordinal(nth)} if nth > 1 else ""


def step_word(desk: Desk, step: Status, way_kind: str) -> str:
    """What the button says that takes this step."""
    if step in desk.store.status_words.get(get_language() or desk.store.language, {}):
        return status_word(desk.store, step, way_kind)
    if step == Status.DONE and way_kind in ("pickup", "on_site"):
        return _("Handed over")
    return str(STEP_WORDS[step])


def flags(order: Order, beside: Beside) -> list[str]:
    """What somebody should look at: open requests, and why an order waits for review."""
    found = [str(REVIEW_WORDS.get(reason, reason)) for reason in order.review_reasons]
    if beside.asked:
        found.append(
            ngettext("Asks something", "Asks %(count)s things", beside.asked) % {"count": beside.asked}
        )
    if order.status == Status.ON_HOLD and order.why:
        found.append(order.why)
    return found


def deadline(order: Order) -> datetime | None:
    """Until when the store has to act: a pickup is to be ready, anything else to have arrived."""
    return order.promised_from if order.way_kind in ("pickup", "on_site", "digital") else order.promised_until


def is_late(order: Order, now: datetime) -> bool:
    """Whether the promise is past and the work is not. What waits to be collected is kept."""
    until = deadline(order)
    return bool(until and until < now and order.status in IN_FLIGHT and order.status != Status.READY)


def due(order: Order, now: datetime) -> dict[str, str]:
    """What `kept/parts/due.html` takes; nothing for what is over."""
    until = deadline(order)
    if order.status == Status.READY:
        return {"level": "calm", "text": _("waits for %(span)s") % {"span": span(now - order.status_at)}}
    if until is None or order.status not in IN_FLIGHT:
        return {}
    if until < now:
        return {"level": "late", "text": _("%(span)s late") % {"span": span(now - until)}}
    if until - now <= SOON:
        return {"level": "soon", "text": countdown(until, now)}
    return {
        "level": "calm",
        "text": moment_text(timezone.localtime(until), "time" if _today(until, now) else ""),
    }


def is_due_today(order: Order, now: datetime) -> bool:
    """Whether it was promised for today, in the store's zone."""
    until = deadline(order)
    return bool(until and order.status in IN_FLIGHT and _today(until, now))


def quiet(order: Order, beside: Beside, now: datetime) -> str:
    """How long since the customer last heard from the store."""
    if order.status not in IN_FLIGHT:
        return ""
    if beside.heard_at is None:
        return _("not told yet") if order.email else ""
    return _("last told %(span)s ago") % {"span": span(now - beside.heard_at)}


def money_badge(account: Account | None) -> dict[str, str]:
    """What there is to say about the money in two words."""
    if account is None or account.state == State.NOTHING:
        return {}
    if account.state == State.PAID:
        return {"money_text": _("Paid"), "money_kind": "good"}
    amount = money(abs(account.balance), account.currency)
    if account.state == State.OWED:
        return {"money_text": _("%(amount)s to give back") % {"amount": amount}, "money_kind": "bad"}
    if account.state == State.DUE and account.method == Method.PICKUP:
        return {"money_text": _("%(amount)s at pickup") % {"amount": amount}}
    if account.state == State.DUE and account.method == Method.DELIVERY:
        return {"money_text": _("%(amount)s at delivery") % {"amount": amount}}
    return {"money_text": _("%(amount)s due") % {"amount": amount}, "money_kind": "warn"}


def can_hold(order: Order) -> bool:
    """Whether work on it can be stopped for now."""
    return Status(order.status) in CAN_BE_HELD


def _today(moment: datetime, now: datetime) -> bool:
    return _day(moment) == _day(now)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
