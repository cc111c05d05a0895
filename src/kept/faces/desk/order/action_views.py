"""What staff do to one order: each view reads what was sent, calls one action, and says what happened."""

import secrets

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.board.views import board_answer
from kept.faces.desk.notification_words import call_words, notification_words
from kept.faces.desk.order.confirmation import forget_note, keep_note, promise_named
from kept.faces.desk.responses import Toast, answer, seen
from kept.faces.desk.routing import DeskRequest
from kept.faces.ui.templatetags.kept import money
from kept.faces.ui.texts import status_word
from kept.kit.money import parse_amount
from kept.kit.text import whole_number
from kept.messages.models import MessageKind
from kept.orders.actions.accept_version import accept_version
from kept.orders.actions.acknowledge_order import acknowledge_order
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.answer_request import answer_request
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.replace_link import replace_link
from kept.orders.actions.resume_order import resume_order
from kept.orders.actions.step_back_order import step_back_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput
from kept.orders.models import Channel, Order, Request, Status
from kept.orders.queries import order_for
from kept.payments.actions.record_payment import record_payment

# What somebody waits for, and is called about where nobody can be written to.
NEWS = (Status.READY, Status.SHIPPED)


def advance(request: DeskRequest, number: int) -> HttpResponse:
    """One step on, or to the status named `to`; can be undone until the message leaves."""

    def do() -> Toast:
        desk = request.desk
        before = order_for(desk.actor, number).status
        order = advance_order(
            actor=desk.actor,
            number=number,
            to=request.POST.get("to", ""),
            seen=seen(request),
            tracking_number=request.POST.get("tracking_number", ""),
            tracking_url=request.POST.get("tracking_url", ""),
            now=timezone.now(),
        )
        undo = (("to", before), ("seen", order.revision), ("back", request.POST.get("back", "")))
        done = _("Order %(number)s: %(status)s.") % {"number": number, "status": _status(request, order)}
        return Toast(
            f"{done} {call_words(order)}".strip() if order.status in NEWS else done,
            undo_url=desk.url("step_back", number) if desk.store.burst_seconds else "",
            undo=undo,
            seconds=desk.store.burst_seconds,
        )

    return board_answer(request, do)


def step_back(request: DeskRequest, number: int) -> HttpResponse:
    """Take a step back; what still waited to be sent is not sent."""

    def do() -> Toast:
        order = step_back_order(
            actor=request.desk.actor, number=number, to=request.POST.get("to", ""), seen=seen(request),
            now=timezone.now(),
        )  # fmt: skip
        said = {"number": number, "status": _status(request, order)}
        return Toast(_("Order %(number)s was moved back: %(status)s. No message is sent.") % said)

    return board_answer(request, do)


def accept(request: DeskRequest, number: int, version: int) -> HttpResponse:
    """Whoever works has looked at a version that was agreed after they had begun (A5)."""

    def do() -> Toast:
        order = accept_version(
            actor=request.desk.actor, number=number, version=version, seen=seen(request), now=timezone.now()
        )
        said = {"number": number, "version": order.accepted_version}
        return Toast(_("Work on order %(number)s continues with version %(version)s.") % said)

    return board_answer(request, do)


def hold(request: DeskRequest, number: int) -> HttpResponse:
    """Stop work for now, with the reason that the customer reads."""

    def do() -> Toast:
        desk = request.desk
        why = request.POST.get("why", "")
        order = hold_order(actor=desk.actor, number=number, why=why, seen=seen(request), now=timezone.now())
        done = _("Order %(number)s is on hold.") % {"number": order.number}
        return Toast(f"{done} {notification_words(order, MessageKind.ON_HOLD)}")

    return board_answer(request, do)


def resume(request: DeskRequest, number: int) -> HttpResponse:
    """Go on where it had stopped."""

    def do() -> Toast:
        order = resume_order(actor=request.desk.actor, number=number, seen=seen(request), now=timezone.now())
        said = {"number": number, "status": _status(request, order)}
        return Toast(_("Order %(number)s was resumed: %(status)s.") % said)

    return board_answer(request, do)


def cancel(request: DeskRequest, number: int) -> HttpResponse:
    """Call the order off; it was asked about before, in words that name what follows."""

    def do() -> Toast:
        why = request.POST.get("why", "")
        now = timezone.now()
        order = cancel_order(actor=request.desk.actor, number=number, why=why, seen=seen(request), now=now)
        done = _("Order %(number)s is cancelled.") % {"number": number}
        return Toast(f"{done} {notification_words(order, MessageKind.CANCELLED)}")

    return answer(request, do)


def confirm(request: DeskRequest, number: int) -> HttpResponse:
    """Say yes to an order that was held for review, with a personal note (A7)."""
    note = request.POST.get("note", "")
    keep_note(request, number, note)

    def do() -> Toast:
        desk = request.desk
        promise = promise_named(desk, order_for(desk.actor, number), request.POST)
        order = confirm_order(
            actor=desk.actor, number=number, note=note, seen=seen(request), **promise, now=timezone.now()
        )
        forget_note(request)
        done = _("Order %(number)s is confirmed.") % {"number": number}
        return Toast(f"{done} {notification_words(order, MessageKind.CONFIRMATION)}")

    return answer(request, do)


def contact(request: DeskRequest, number: int) -> HttpResponse:
    """Whoever walked in, or could only be called, says where to write: the next version goes there (H3)."""

    def do() -> Toast:
        said = request.POST
        who = CustomerInput(said.get("name", ""), said.get("email", ""), said.get("phone", ""))
        changed = change_order(
            actor=request.desk.actor,
            number=number,
            seen_version=whole_number(said.get("version")) or 0,
            change=OrderChangeInput(customer=who),
            channel=Channel.DESK,
            seen=seen(request),
            now=timezone.now(),
        )
        order = changed.order
        if not changed.plan.changes_anything:
            return Toast(_("Nothing is different from what was agreed, so there is no new version."))
        if order.email and order.confirmed_version:
            return Toast(_("Saved. The confirmation is sent to %(mail)s.") % {"mail": order.email})
        return Toast(_("Saved as version %(version)s.") % {"version": order.version})

    return answer(request, do)


def acknowledge(request: DeskRequest, number: int) -> HttpResponse:
    """The customer said on the telephone that it looks right."""

    def do() -> Toast:
        version = whole_number(request.POST.get("version")) or 0
        acknowledge_order(
            actor=request.desk.actor,
            number=number,
            version=version,
            channel=Channel.PHONE,
            now=timezone.now(),
        )
        return Toast(_("Saved: the customer says that version %(version)s is right.") % {"version": version})

    return answer(request, do)


def pay(request: DeskRequest, number: int) -> HttpResponse:
    """Money came in."""

    def do() -> Toast:
        desk = request.desk
        order = order_for(desk.actor, number)
        amount = parse_amount(request.POST.get("amount", ""), order.currency, request.LANGUAGE_CODE)
        account = record_payment(
            actor=desk.actor,
            order_id=order.pk,
            amount=amount,
            method=request.POST.get("method", ""),
            cause=request.POST.get("key", ""),
            note=request.POST.get("note", ""),
            now=timezone.now(),
        )
        said = {"amount": money(amount, account.currency), "number": number}
        return Toast(_("%(amount)s recorded for order %(number)s.") % said)

    return answer(request, do)


def reply(request: DeskRequest, number: int, request_id: int) -> HttpResponse:
    """Answer what the customer asked; to agree by changing the order leads to the change panel instead."""

    def do() -> Toast:
        answered = answer_request(
            actor=request.desk.actor,
            number=number,
            request_id=request_id,
            answer=request.POST.get("answer", Request.Answer.ANSWERED),
            text=request.POST.get("text", ""),
            now=timezone.now(),
        )
        if not answered.order.email:
            done = _("Your answer is shown on the order page.")
            return Toast(f"{done} {notification_words(answered.order, MessageKind.REQUEST_ANSWERED)}")
        return Toast(_("Your answer is on its way."))

    return answer(request, do)


def new_link(request: DeskRequest, number: int) -> HttpResponse:
    """The customer's link fell into wrong hands: a new one, and the old one opens nothing."""

    def do() -> Toast:
        replace_link(actor=request.desk.actor, number=number, now=timezone.now())
        return Toast(_("The old link no longer works. The new one is on this page."))

    return answer(request, do)


def payment_key() -> str:
    """A name of its own for a payment that is about to be typed: sent twice, it counts once."""
    return secrets.token_urlsafe(9)


def _status(request: DeskRequest, order: Order) -> str:
    return status_word(request.desk.store, order.status, order.fulfilment_kind)
