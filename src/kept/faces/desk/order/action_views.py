"""The POST views of one order: each reads what was sent, calls one action, and says what happened."""

import secrets

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.board.views import act_on_board
from kept.faces.desk.notification_words import call_words, notification_words
from kept.faces.desk.order.confirmation import forget_note, keep_note, read_promise
from kept.faces.desk.responses import Toast, act_and_redirect, seen_revision
from kept.faces.desk.routing import DeskRequest
from kept.faces.ui.locales import number_locale
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

# Steps about which a customer without an e-mail address is called.
CALL_AFTER = (Status.READY, Status.SHIPPED)


def advance(request: DeskRequest, number: int) -> HttpResponse:
    """Advance one step, or to the status named `to`; can be undone until the message leaves."""

    def do() -> Toast:
        desk = request.desk
        before = order_for(desk.actor, number).status
        order = advance_order(
            actor=desk.actor,
            number=number,
            to=request.POST.get("to", ""),
            seen=seen_revision(request),
            tracking_number=request.POST.get("tracking_number", ""),
            tracking_url=request.POST.get("tracking_url", ""),
            now=timezone.now(),
        )
        undo = (("to", before), ("seen", order.revision), ("back", request.POST.get("back", "")))
        done = _("Order %(number)s: %(status)s.") % {"number": number, "status": _status_word(request, order)}
        return Toast(
            f"{done} {call_words(order)}".strip() if order.status in CALL_AFTER else done,
            undo_url=desk.url("step_back", number) if desk.store.burst_seconds else "",
            undo=undo,
            seconds=desk.store.burst_seconds,
        )

    return act_on_board(request, do)


def step_back(request: DeskRequest, number: int) -> HttpResponse:
    """Take a step back; a message that is still queued is not sent."""

    def do() -> Toast:
        order = step_back_order(
            actor=request.desk.actor, number=number, to=request.POST.get("to", ""), seen=seen_revision(request),
            now=timezone.now(),
        )  # fmt: skip
        facts = {"number": number, "status": _status_word(request, order)}
        return Toast(_("Order %(number)s was moved back: %(status)s. No message is sent.") % facts)

    return act_on_board(request, do)


def accept(request: DeskRequest, number: int, version: int) -> HttpResponse:
    """Accept a version that was agreed after the work on the order had begun (A5)."""

    def do() -> Toast:
        order = accept_version(
            actor=request.desk.actor,
            number=number,
            version=version,
            seen=seen_revision(request),
            now=timezone.now(),
        )
        facts = {"number": number, "version": order.accepted_version}
        return Toast(_("Work on order %(number)s continues with version %(version)s.") % facts)

    return act_on_board(request, do)


def hold(request: DeskRequest, number: int) -> HttpResponse:
    """Put the order on hold, with the reason that the customer reads."""

    def do() -> Toast:
        desk = request.desk
        why = request.POST.get("why", "")
        order = hold_order(
            actor=desk.actor, number=number, why=why, seen=seen_revision(request), now=timezone.now()
        )
        done = _("Order %(number)s is on hold.") % {"number": order.number}
        return Toast(f"{done} {notification_words(order, MessageKind.ON_HOLD)}")

    return act_on_board(request, do)


def resume(request: DeskRequest, number: int) -> HttpResponse:
    """Resume an order that is on hold."""

    def do() -> Toast:
        order = resume_order(
            actor=request.desk.actor, number=number, seen=seen_revision(request), now=timezone.now()
        )
        facts = {"number": number, "status": _status_word(request, order)}
        return Toast(_("Order %(number)s was resumed: %(status)s.") % facts)

    return act_on_board(request, do)


def cancel(request: DeskRequest, number: int) -> HttpResponse:
    """Cancel the order; a dialog has named what follows."""

    def do() -> Toast:
        why = request.POST.get("why", "")
        now = timezone.now()
        order = cancel_order(
            actor=request.desk.actor, number=number, why=why, seen=seen_revision(request), now=now
        )
        done = _("Order %(number)s is cancelled.") % {"number": number}
        return Toast(f"{done} {notification_words(order, MessageKind.CANCELLED)}")

    return act_and_redirect(request, do)


def confirm(request: DeskRequest, number: int) -> HttpResponse:
    """Confirm an order that is under review, with a personal note (A7)."""
    note = request.POST.get("note", "")
    keep_note(request, number, note)

    def do() -> Toast:
        desk = request.desk
        promise = read_promise(desk, order_for(desk.actor, number), request.POST)
        order = confirm_order(
            actor=desk.actor,
            number=number,
            note=note,
            seen=seen_revision(request),
            **promise,
            now=timezone.now(),
        )
        forget_note(request)
        done = _("Order %(number)s is confirmed.") % {"number": number}
        return Toast(f"{done} {notification_words(order, MessageKind.CONFIRMATION)}")

    return act_and_redirect(request, do)


def contact(request: DeskRequest, number: int) -> HttpResponse:
    """Add a contact to an order without an e-mail address: the next version goes there (H3)."""

    def do() -> Toast:
        data = request.POST
        customer = CustomerInput(data.get("name", ""), data.get("email", ""), data.get("phone", ""))
        changed = change_order(
            actor=request.desk.actor,
            number=number,
            seen_version=whole_number(data.get("version")) or 0,
            change=OrderChangeInput(customer=customer),
            channel=Channel.DESK,
            seen=seen_revision(request),
            now=timezone.now(),
        )
        order = changed.order
        if not changed.plan.changes_anything:
            return Toast(_("Nothing is different from what was agreed, so there is no new version."))
        if order.email and order.confirmed_version:
            return Toast(_("Saved. The confirmation is sent to %(mail)s.") % {"mail": order.email})
        return Toast(_("Saved as version %(version)s.") % {"version": order.version})

    return act_and_redirect(request, do)


def acknowledge(request: DeskRequest, number: int) -> HttpResponse:
    """Record that the customer said on the telephone that the version looks right."""

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

    return act_and_redirect(request, do)


def pay(request: DeskRequest, number: int) -> HttpResponse:
    """Record a payment."""

    def do() -> Toast:
        desk = request.desk
        order = order_for(desk.actor, number)
        amount = parse_amount(request.POST.get("amount", ""), order.currency, number_locale())
        account = record_payment(
            actor=desk.actor,
            order_id=order.pk,
            amount=amount,
            method=request.POST.get("method", ""),
            cause=request.POST.get("key", ""),
            note=request.POST.get("note", ""),
            now=timezone.now(),
        )
        facts = {"amount": money(amount, account.currency), "number": number}
        return Toast(_("%(amount)s recorded for order %(number)s.") % facts)

    return act_and_redirect(request, do)


def reply(request: DeskRequest, number: int, request_id: int) -> HttpResponse:
    """Answer a customer's request. To agree by changing the order is done in the change panel."""

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

    return act_and_redirect(request, do)


def new_link(request: DeskRequest, number: int) -> HttpResponse:
    """Replace the customer's link, which fell into wrong hands; the old one opens nothing."""

    def do() -> Toast:
        replace_link(actor=request.desk.actor, number=number, now=timezone.now())
        return Toast(_("The old link no longer works. The new one is on this page."))

    return act_and_redirect(request, do)


def payment_key() -> str:
    """Return a key for a payment that is about to be typed: sent twice, it counts once."""
    return secrets.token_urlsafe(9)


def _status_word(request: DeskRequest, order: Order) -> str:
    return status_word(request.desk.store, order.status, order.fulfilment_kind)
