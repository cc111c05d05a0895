"""The texts of an order for its customer: promise, next steps, versions, requests and answers."""

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kept.faces.shop.order_link import LinkedOrder
from kept.faces.ui.agreement import (
    acknowledged_at,
    agreement_of,
    passed_under_review,
    promised_when,
    time_label_of,
)
from kept.faces.ui.promise_line import promise_line
from kept.faces.ui.templatetags.kept import isolated, moment_text, money
from kept.faces.ui.texts import countdown, describe_changes
from kept.messages.models import MessageKind
from kept.orders.agreement.differences import differences
from kept.orders.agreement.terms import Terms
from kept.orders.lifecycle import is_cancelled, is_handed_over, is_on_hold, is_open, is_under_review
from kept.orders.models import Confirmation, Order, Request, Status
from kept.orders.queries import versions_of
from kept.orders.unpaid_orders import goods_are_kept_until
from kept.payments.methods import method_of
from kept.payments.models import Account
from kept.payments.queries import comes_back
from kept.payments.states import is_free, is_owed_back, is_paid
from kept.promises.fulfilment import policy_of


class OrderTimeline:
    """Everything that an order's pages say. It is read once for a page."""

    def __init__(self, linked: LinkedOrder) -> None:
        self.linked = linked
        self.order = linked.order
        self.store = linked.order.store
        self.now = linked.shop.now
        self.versions = versions_of(self.order)
        self.terms = Terms.from_json(self.versions[-1].terms)
        self.account = Account.objects.get(order_id=self.order.pk)

    @property
    def under_review(self) -> bool:
        """Tell whether the store still has to confirm the order (A7)."""
        return is_under_review(self.order)

    @property
    def is_on_hold(self) -> bool:
        """Tell whether the order is on hold."""
        return is_on_hold(self.order)

    @property
    def can_acknowledge(self) -> bool:
        """Tell whether there is a confirmed version that the customer has not acknowledged.

        While the order is on hold, only a version that was agreed since then: the one before may change.
        """
        order = self.order
        if self.is_on_hold and self.versions[-1].at < order.status_at:
            return False
        return (
            not is_cancelled(order)
            and order.confirmed_version == order.version
            and order.acknowledged_version != order.version
        )

    @property
    def stamp(self) -> str:
        """Return a value that changes with anything on the page (the language is part of the address)."""
        return f"{self.order.revision}-{self.account.received}-{self.account.agreed}"

    def agreement(self, version: Confirmation | None = None) -> dict[str, Any]:
        """Return a version, by default the newest, for kept/parts/agreement_sheet.html."""
        row = version or self.versions[-1]
        return agreement_of(
            Terms.from_json(row.terms),
            acknowledged_at=acknowledged_at(self.order, row.version),
            store=self.store,
            time_label=time_label_of(self.order, self.now),
        )

    def heading(self) -> str:
        """Return the main sentence of the page."""
        order = self.order
        if is_cancelled(order):
            return _("This order is cancelled")
        if order.status == Status.DONE:
            return _("Done. Thank you")
        if order.status == Status.READY:
            return _("Ready for you")
        if self.is_on_hold:
            return _("Your order is on hold")
        if self.under_review:
            return _("We look at your order before we confirm it")
        return promised_when(self.terms, self.now)

    def subheading(self) -> str:
        """Return what stands below the heading: the countdown, or the reason of a hold or cancellation."""
        order = self.order
        if self.is_on_hold or is_cancelled(order):
            return order.why
        if (
            order.status in (Status.RECEIVED, Status.PREPARING)
            and order.promised_from
            and order.promised_until
        ):
            if order.promised_until < self.now:
                return _("That is later than promised. Write to the store or call if it cannot wait.")
            if order.promised_from > self.now:
                return countdown(order.promised_from, self.now)
        return ""

    def promise(self) -> dict[str, Any]:
        """Return the promise as steps, for kept/parts/promise_line.html."""
        return {"steps": promise_line(self.order, self.terms, self.now)}

    def next_steps(self) -> list[dict[str, str]]:
        """Return what happens next and how the customer hears of it (A2), for kept/parts/promise_says.html."""
        order = self.order
        steps = [{"icon": icon, "text": text} for icon, text in self._next() if text]
        if order.tracking_number and is_handed_over(order):
            steps.append(
                {"icon": "truck", "text": _("Tracking number %(number)s") % {"number": order.tracking_number}}
            )
        return steps

    def _next(self) -> list[tuple[str, str]]:
        order, off = self.order, set(self.store.messages_off)
        if not is_open(order):
            return [("cash", self.money_text())]
        write = _("If something changes on your side, write to us on this page or call.")
        if self.is_on_hold:
            return [*self._while_on_hold(off), ("message", write)]
        if self.under_review:
            by_mail = _("We will write to you at %(mail)s.") % {"mail": order.email} if order.email else ""
            return [
                ("eye", self._review_text()), ("clock", self._passed_text()), ("mail", by_mail),
                ("clock", self._keep_text()),
            ]  # fmt: skip
        return [
            ("mail", _arrival_text(order, off)), ("cash", self.money_text()), ("clock", self._keep_text()),
            ("message", write),
        ]  # fmt: skip

    def _keep_text(self) -> str:
        """Return until when goods are kept for somebody of whom nobody knows whether the order is theirs."""
        until = goods_are_kept_until(self.order)
        if until is None:
            return ""
        return _(
            "Please open the link in our e-mail by %(when)s and say that the order is yours. If nobody does, and it is "
            "not paid by then, it is cancelled."
        ) % {"when": moment_text(localtime(until), "")}

    def _while_on_hold(self, off: set[str]) -> list[tuple[str, str]]:
        """Return what is uncertain, and how the customer hears of the resumption: not every store writes then."""
        order = self.order
        gets_mail = bool(order.email) and MessageKind.RESUMED not in off
        resumption = (
            _("%(store)s will write to %(mail)s as soon as work on it resumes.")
            % {"store": isolated(self.store.name), "mail": order.email}
            if gets_mail
            else _("This page will show when work on it resumes.")
        )
        news = ("mail" if gets_mail else "eye", resumption)
        if self.under_review:
            return [news, ("eye", self._review_text()), ("clock", self._passed_text())]
        unsure = _("While it is on hold, the agreed time is not certain.") if order.promised_from else ""
        return [news, ("clock", unsure), ("cash", self.money_text())]

    def _review_text(self) -> str:
        return _(
            "%(store)s will check your order and confirm it. Until then nothing is agreed and nothing is due."
        ) % {"store": isolated(self.store.name)}

    def _passed_text(self) -> str:
        has_passed = passed_under_review(self.order, self.now)
        return (
            _("The time that was planned has passed. The confirmation names a new one.") if has_passed else ""
        )

    def money_text(self) -> str:
        """Return what is due, paid or owed back, in a sentence."""
        account, texts = self.account, method_of(self.terms.payment).words
        amount = money(abs(account.balance), account.currency)
        bank_account = ", ".join(self.store.bank_details.split("\n"))
        if is_owed_back(account):
            return _refund_text(account)
        if is_paid(account):
            return _("It is paid.")
        if is_free(account) or is_cancelled(self.order):
            return ""
        to_pay = (bank_account and texts.to_pay_to) or texts.to_pay
        return str(to_pay) % {
            "amount": amount,
            "number": self.order.number,
            "account": bank_account,
        }

    def history(self) -> list[dict[str, Any]]:
        """Return the versions after the first and what each changed, newest first."""
        terms = [Terms.from_json(row.terms) for row in self.versions]
        entries = []
        for row, new, old in zip(self.versions[1:], terms[1:], terms, strict=False):
            changes = describe_changes(
                differences(old, new), currency=new.currency, store=self.store,
                kind=new.fulfilment.kind, now=self.now,
            )  # fmt: skip
            entries.append(
                {
                    "version": row.version,
                    "at": row.at,
                    "reason": row.reason,
                    "changes": changes,
                    "before": row.version - 1,
                    "before_url": self.linked.page("version", row.version - 1),
                }
            )
        return entries[::-1]

    def conversation(self) -> list[dict[str, Any]]:
        """Return the requests and their answers, newest last, for kept/parts/times.html."""
        entries: list[dict[str, Any]] = []
        for request in Request.objects.filter(order=self.order).order_by("id"):
            entries.append(
                {
                    "icon": "edit" if request.kind == Request.Kind.CHANGE else "message",
                    "tone": "accent",
                    "text": _("You asked for a change")
                    if request.kind == Request.Kind.CHANGE
                    else _("You wrote"),
                    "when": request.asked_at,
                    "said": request.text,
                    "state": "" if request.answered_at else _("not answered yet"),
                }
            )
            if request.answered_at:
                entries.append(_answer(isolated(self.store.name), request))
        return entries


def _answer(store: str, request: Request) -> dict[str, Any]:
    text = {
        Request.Answer.AGREED: _("%(store)s agreed"),
        Request.Answer.DECLINED: _("%(store)s said that this is not possible"),
    }.get(Request.Answer(request.answer), _("%(store)s answered"))
    tone = {Request.Answer.AGREED: "good", Request.Answer.DECLINED: "bad"}.get(
        Request.Answer(request.answer), ""
    )
    return {
        "icon": "check" if tone == "good" else "message",
        "tone": tone,
        "text": text % {"store": store},
        "when": request.answered_at,
        "said": request.answer_text,
    }


def _refund_text(account: Account) -> str:
    moved, played = comes_back(account)
    sentences = (
        [_("%(amount)s goes back to you.") % {"amount": money(moved, account.currency)}] if moved else []
    )
    if played:
        sentences.append(
            _("%(amount)s was paid by demo card: no money has moved, so none has to come back.")
            % {"amount": money(played, account.currency)}
        )
    return " ".join(sentences)


def _arrival_text(order: Order, off: set[str]) -> str:
    if order.status == Status.READY:
        return _("It is waiting for you.")
    if order.status == Status.SHIPPED:
        return _("It is on its way to you.")
    if not order.email:
        return ""
    middle = policy_of(order.fulfilment_kind).middle_status
    if middle == Status.READY and middle not in off:
        return _("We write to %(mail)s the moment it is ready.") % {"mail": order.email}
    if middle == Status.SHIPPED and middle not in off:
        return _("We write to %(mail)s the moment it is on its way.") % {"mail": order.email}
    return ""
