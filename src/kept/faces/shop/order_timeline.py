"""An order as its customer reads it: the promise, what comes next, versions, what was asked and answered."""

from typing import Any

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
from kept.faces.ui.templatetags.kept import isolated, money
from kept.faces.ui.texts import countdown, describe_changes
from kept.messages.models import MessageKind
from kept.orders.agreement.differences import differences
from kept.orders.agreement.terms import Terms
from kept.orders.lifecycle import is_cancelled, is_handed_over, is_on_hold, is_open, is_under_review
from kept.orders.models import Confirmation, Order, Request, Status
from kept.orders.queries import versions_of
from kept.payments.methods import method_of
from kept.payments.models import Account
from kept.payments.queries import comes_back
from kept.payments.states import is_free, is_owed_back, is_paid
from kept.promises.fulfilment import policy_of


class OrderTimeline:
    """Everything that an order's pages say, read once."""

    def __init__(self, linked: LinkedOrder) -> None:
        self.linked = linked
        self.order = linked.order
        self.store = linked.order.store
        self.now = linked.visit.now
        self.versions = versions_of(self.order)
        self.terms = Terms.from_json(self.versions[-1].terms)
        self.account = Account.objects.get(order_id=self.order.pk)

    @property
    def under_review(self) -> bool:
        """Whether the store still has to confirm it (A7)."""
        return is_under_review(self.order)

    @property
    def waits(self) -> bool:
        """Whether the work on it is stopped for now."""
        return is_on_hold(self.order)

    @property
    def can_acknowledge(self) -> bool:
        """Whether there is a confirmed version that the customer has not acknowledged.

        While the order waits, only one that was agreed since then: of the one before it is not sure what holds.
        """
        order = self.order
        if self.waits and self.versions[-1].at < order.status_at:
            return False
        return (
            not is_cancelled(order)
            and order.confirmed_version == order.version
            and order.acknowledged_version != order.version
        )

    @property
    def stamp(self) -> str:
        """Another one whenever anything on the page is different (the language is part of the address)."""
        return f"{self.order.revision}-{self.account.received}-{self.account.agreed}"

    def agreement(self, version: Confirmation | None = None) -> dict[str, Any]:
        """One version, the newest unless named, for kept/parts/agreement_sheet.html."""
        row = version or self.versions[-1]
        return agreement_of(
            Terms.from_json(row.terms),
            acknowledged_at=acknowledged_at(self.order, row.version),
            store=self.store,
            time_label=time_label_of(self.order, self.now),
        )

    def heading(self) -> str:
        """The one sentence that somebody opens the page for."""
        order = self.order
        if is_cancelled(order):
            return _("This order is cancelled")
        if order.status == Status.DONE:
            return _("Done. Thank you")
        if order.status == Status.READY:
            return _("Ready for you")
        if self.waits:
            return _("Your order is on hold")
        if self.under_review:
            return _("We look at your order before we confirm it")
        return promised_when(self.terms, self.now)

    def below_heading(self) -> str:
        """What supports it: the countdown, or why it is as it is."""
        order = self.order
        if self.waits or is_cancelled(order):
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
        """The promise as a line, for kept/parts/promise_line.html."""
        return {"steps": promise_line(self.order, self.terms, self.now)}

    def next_words(self) -> list[dict[str, str]]:
        """What happens next, and who says so (A2), for kept/parts/promise_says.html."""
        order = self.order
        says = [{"icon": icon, "text": text} for icon, text in self._next() if text]
        if order.tracking_number and is_handed_over(order):
            says.append(
                {"icon": "truck", "text": _("Tracking number %(number)s") % {"number": order.tracking_number}}
            )
        return says

    def _next(self) -> list[tuple[str, str]]:
        order, off = self.order, set(self.store.messages_off)
        if not is_open(order):
            return [("cash", self.money_words())]
        write = _("If something changes on your side, write to us on this page or call.")
        if self.waits:
            return [*self._wait(off), ("message", write)]
        if self.under_review:
            heard = _("We will write to you at %(mail)s.") % {"mail": order.email} if order.email else ""
            return [("eye", self._review_words()), ("clock", self._passed_words()), ("mail", heard)]
        return [("mail", _arrival_words(order, off)), ("cash", self.money_words()), ("message", write)]

    def _wait(self, off: set[str]) -> list[tuple[str, str]]:
        """That nothing is sure, and how the customer hears when it goes on: not every store writes then."""
        order = self.order
        told = bool(order.email) and MessageKind.RESUMED not in off
        goes_on = (
            _("%(store)s will write to %(mail)s as soon as work on it resumes.")
            % {"store": isolated(self.store.name), "mail": order.email}
            if told
            else _("This page will show when work on it resumes.")
        )
        heard = ("mail" if told else "eye", goes_on)
        if self.under_review:
            return [heard, ("eye", self._review_words()), ("clock", self._passed_words())]
        unsure = _("While it is on hold, the agreed time is not certain.") if order.promised_from else ""
        return [heard, ("clock", unsure), ("cash", self.money_words())]

    def _review_words(self) -> str:
        return _(
            "%(store)s will check your order and confirm it. Until then nothing is agreed and nothing is due."
        ) % {"store": isolated(self.store.name)}

    def _passed_words(self) -> str:
        passed = passed_under_review(self.order, self.now)
        return _("The time that was planned has passed. The confirmation names a new one.") if passed else ""

    def money_words(self) -> str:
        """Where the money stands, in a sentence."""
        account, words = self.account, method_of(self.terms.payment).words
        due = money(abs(account.balance), account.currency)
        account_words = ", ".join(self.store.bank_details.split("\n"))
        if is_owed_back(account):
            return _words_of_what_comes_back(account)
        if is_paid(account):
            return _("It is paid.")
        if is_free(account) or is_cancelled(self.order):
            return ""
        to_pay = (account_words and words.to_pay_to) or words.to_pay
        return str(to_pay) % {
            "amount": due,
            "number": self.order.number,
            "account": account_words,
        }

    def history(self) -> list[dict[str, Any]]:
        """The versions before the newest and what each later one changed, newest first."""
        terms = [Terms.from_json(row.terms) for row in self.versions]
        found = []
        for row, new, old in zip(self.versions[1:], terms[1:], terms, strict=False):
            changes = describe_changes(
                differences(old, new), currency=new.currency, store=self.store,
                kind=new.fulfilment.kind, now=self.now,
            )  # fmt: skip
            found.append(
                {
                    "version": row.version,
                    "at": row.at,
                    "reason": row.reason,
                    "changes": changes,
                    "before": row.version - 1,
                    "before_url": self.linked.page("version", row.version - 1),
                }
            )
        return found[::-1]

    def conversation(self) -> list[dict[str, Any]]:
        """What was asked and what was answered, for kept/parts/times.html, newest last."""
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
    words = {
        Request.Answer.AGREED: _("%(store)s agreed"),
        Request.Answer.DECLINED: _("%(store)s said that this is not possible"),
    }.get(Request.Answer(request.answer), _("%(store)s answered"))
    tone = {Request.Answer.AGREED: "good", Request.Answer.DECLINED: "bad"}.get(
        Request.Answer(request.answer), ""
    )
    return {
        "icon": "check" if tone == "good" else "message",
        "tone": tone,
        "text": words % {"store": store},
        "when": request.answered_at,
        "said": request.answer_text,
    }


def _words_of_what_comes_back(account: Account) -> str:
    moved, played = comes_back(account)
    says = [_("%(amount)s goes back to you.") % {"amount": money(moved, account.currency)}] if moved else []
    if played:
        says.append(
            _("%(amount)s was paid by demo card: no money has moved, so none has to come back.")
            % {"amount": money(played, account.currency)}
        )
    return " ".join(says)


def _arrival_words(order: Order, off: set[str]) -> str:
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
