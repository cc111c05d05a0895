"""The line of time of one order: what happened, what was written, what was asked, newest first."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.cards import REVIEW_WORDS
from kept.faces.desk.routing import Desk
from kept.faces.ui.templatetags.kept import moment_text, money
from kept.faces.ui.texts import status_word
from kept.findings.events import (
    FindingAccepted,
    FindingAssigned,
    FindingOpened,
    FindingReopened,
    FindingSettled,
)
from kept.findings.kinds import kind_words
from kept.findings.models import Ending
from kept.journal.events import Event
from kept.journal.models import Entry
from kept.journal.reading import event_of
from kept.messages.events import MessageTriedAgain
from kept.messages.models import Message
from kept.orders.events import (
    LinkReplaced,
    OrderAcknowledged,
    OrderAdvanced,
    OrderCancelled,
    OrderChanged,
    OrderConfirmed,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
    OrderReviewOverdue,
    OrderSteppedBack,
    OrderVersionAccepted,
    RequestAnswered,
    RequestMade,
)
from kept.orders.models import Channel, Order, Request
from kept.payments.events import MONEY_EVENTS, PaymentRecorded
from kept.stores.roles import May

Telling = dict[str, Any]

_TONES = {
    Message.State.HANDED_OVER: "good",
    Message.State.DELIVERED: "good",
    Message.State.BOUNCED: "bad",
    Message.State.COMPLAINED: "bad",
    Message.State.FAILED: "bad",
}
_ANSWERS: dict[str, Callable[[], str]] = {
    Request.Answer.AGREED: lambda: _("Agreed to the request"),
    Request.Answer.DECLINED: lambda: _("Declined the request"),
    Request.Answer.ANSWERED: lambda: _("Answered"),
}


def line_of_time(
    desk: Desk,
    order: Order,
    *,
    happened: Iterable[Entry],
    written: Iterable[Message],
    asked: Iterable[Request],
    changes: Mapping[int, list[Telling]],
) -> list[Telling]:
    """What `kept/parts/times.html` takes. `happened`: entries of events in TELL. `changes`: what each version changed,
    in words."""
    requests = {request.pk: request for request in asked}
    teller = _Teller(desk, order, requests, changes)
    kept_back = () if desk.actor.may(May.READ_MONEY) else MONEY_EVENTS
    events = [(entry, event_of(entry)) for entry in happened]
    told = [teller.tell(entry, event) for entry, event in events if not isinstance(event, kept_back)]
    told += [_message(desk, order, message) for message in written]
    # Newest first, also among what happened in the same moment.
    return sorted(told, key=lambda one: one["when"])[::-1]


class _Teller:
    """Puts journal entries into words. One method per event; `TELL` at the end names them all."""

    def __init__(
        self,
        desk: Desk,
        order: Order,
        requests: dict[int, Request],
        changes: Mapping[int, list[Telling]],
    ) -> None:
        self.desk, self.order, self.requests, self.changes = desk, order, requests, changes

    def tell(self, entry: Entry, event: Event[Any]) -> Telling:
        return {"when": entry.at, "who": entry.actor_name, "tone": ""} | TELL[type(event)](self, event)

    def placed(self, event: OrderPlaced) -> Telling:
        reasons = [str(REVIEW_WORDS.get(reason, reason)) for reason in event.review_reasons]
        text = _("Ordered: %(channel)s") % {"channel": _channel(event.channel)}
        return {"icon": "basket", "tone": "accent", "text": text, "said": ", ".join(reasons)}

    def confirmed(self, event: OrderConfirmed) -> Telling:
        text = _("Version %(version)s confirmed") % {"version": event.version}
        return {"icon": "ticket", "tone": "accent", "text": text, "said": event.note}

    def review_overdue(self, _event: OrderReviewOverdue) -> Telling:
        text = _("Not confirmed yet: the store was reminded")
        return {"icon": "clock", "tone": "accent", "text": text}

    def changed(self, event: OrderChanged) -> Telling:
        said = [_change_line(change) for change in self.changes[event.version]]
        if event.reason:
            said.append(event.reason)
        text = _("Changed to version %(version)s") % {"version": event.version}
        return {"icon": "edit", "tone": "accent", "text": text, "said": "\n".join(said)}

    def acknowledged(self, event: OrderAcknowledged) -> Telling:
        said = {"version": event.version, "channel": _channel(event.channel)}
        return {"icon": "check", "tone": "good",
                "text": _("The customer says that version %(version)s is right (%(channel)s)") % said}  # fmt: skip

    def accepted(self, event: OrderVersionAccepted) -> Telling:
        text = _("Accepted version %(version)s; work continues with it") % {"version": event.version}
        return {"icon": "eye", "tone": "good", "text": text}

    def advanced(self, event: OrderAdvanced) -> Telling:
        return {"icon": "arrow-right", "text": self._status(event.after), "said": event.tracking_number}

    def stepped_back(self, event: OrderSteppedBack) -> Telling:
        return {
            "icon": "undo",
            "text": _("Moved back to: %(status)s") % {"status": self._status(event.after)},
        }

    def held(self, event: OrderHeld) -> Telling:
        return {"icon": "pause", "text": self._status("on_hold"), "said": event.why}

    def resumed(self, event: OrderResumed) -> Telling:
        return {
            "icon": "arrow-right",
            "text": _("Resumed: %(status)s") % {"status": self._status(event.after)},
        }

    def cancelled(self, event: OrderCancelled) -> Telling:
        return {"icon": "close", "tone": "bad", "text": self._status("cancelled"), "said": event.why}

    def asked(self, event: RequestMade) -> Telling:
        request = self.requests.get(event.request_id)
        is_change = event.kind == Request.Kind.CHANGE
        text = _("Asks for a change") if is_change else _("Wrote")
        return {
            "icon": "message",
            "text": f"{text} ({_channel(event.channel)})",
            "said": request.text if request else "",
        }

    def answered(self, event: RequestAnswered) -> Telling:
        request = self.requests.get(event.request_id)
        return {
            "icon": "message",
            "text": _ANSWERS[event.answer](),
            "said": request.answer_text if request else "",
        }

    def link_replaced(self, _event: LinkReplaced) -> Telling:
        return {"icon": "link", "text": _("The customer's link was replaced")}

    def tried_again(self, _event: MessageTriedAgain) -> Telling:
        return {"icon": "mail", "text": _("A message is tried again")}

    def found(self, event: FindingOpened) -> Telling:
        return {"icon": "bell", "tone": "bad", "text": _("Needs attention"), "said": kind_words(event.kind)}

    def assigned(self, event: FindingAssigned) -> Telling:
        text = _("Assigned") if event.staff_id else _("No longer assigned")
        return {"icon": "account", "text": text, "said": kind_words(event.kind)}

    def let_be(self, event: FindingAccepted) -> Telling:
        until = moment_text(timezone.localtime(datetime.fromisoformat(event.until)), "")
        return {
            "icon": "clock",
            "text": _("Postponed until %(time)s") % {"time": until},
            "said": event.reason,
        }

    def settled(self, event: FindingSettled) -> Telling:
        by_hand = event.ending == Ending.BY_HAND
        said = event.reason if by_hand else str(Ending(event.ending).label)
        return {"icon": "check", "tone": "good", "text": _("Settled"), "said": said}

    def reopened(self, event: FindingReopened) -> Telling:
        return {"icon": "bell", "text": _("Needs attention again"), "said": kind_words(event.kind)}

    def paid(self, event: PaymentRecorded) -> Telling:
        text = _("%(amount)s came in") % {"amount": money(event.amount, event.currency)}
        return {"icon": "cash", "tone": "good", "text": text, "said": event.note}

    def _status(self, status: str) -> str:
        return status_word(self.desk.store, status, self.order.fulfilment_kind)


# Every event that can stand in an order's journal and is told; a test compares it with the reactions. What became
# of a message stands in its own line, and in that of the finding.
TELL: dict[type[Event[Any]], Callable[[_Teller, Any], Telling]] = {
    OrderPlaced: _Teller.placed,
    OrderConfirmed: _Teller.confirmed,
    OrderChanged: _Teller.changed,
    OrderAcknowledged: _Teller.acknowledged,
    OrderVersionAccepted: _Teller.accepted,
    OrderAdvanced: _Teller.advanced,
    OrderSteppedBack: _Teller.stepped_back,
    OrderReviewOverdue: _Teller.review_overdue,
    OrderHeld: _Teller.held,
    OrderResumed: _Teller.resumed,
    OrderCancelled: _Teller.cancelled,
    RequestMade: _Teller.asked,
    RequestAnswered: _Teller.answered,
    LinkReplaced: _Teller.link_replaced,
    MessageTriedAgain: _Teller.tried_again,
    FindingOpened: _Teller.found,
    FindingAssigned: _Teller.assigned,
    FindingAccepted: _Teller.let_be,
    FindingSettled: _Teller.settled,
    FindingReopened: _Teller.reopened,
    PaymentRecorded: _Teller.paid,
}


def _message(desk: Desk, order: Order, message: Message) -> Telling:
    can_be_read = message.text and desk.actor.may(May.READ_CUSTOMERS)
    return {
        "icon": "mail",
        "tone": _TONES.get(Message.State(message.state), ""),
        "text": _("%(kind)s, to %(address)s")
        % {"kind": message.get_kind_display(), "address": message.address},
        "when": message.handed_over_at or message.queued_at,
        "who": "",
        "state": str(Message.State(message.state).label),
        "state_at": message.reported_at,
        "said": "\n".join(filter(None, [reported(message), message.last_error])),
        "url": desk.url("message", order.number, message.pk) if can_be_read else "",
        "url_text": _("As sent"),
    }


def reported(message: Message) -> str:
    """What the other side said of a message, for staff."""
    if message.report and message.state == Message.State.HANDED_OVER:
        return _("Not delivered yet: %(reason)s") % {"reason": message.report}
    return message.report


def _change_line(change: dict[str, Any]) -> str:
    what = f"{change['what']}: " if change.get("what") else ""
    parts = [change.get("before") or "", change.get("after") or ""]
    sign = {"added": "+ ", "removed": "− "}.get(change["kind"], "")
    return sign + what + " → ".join(part for part in parts if part)


def _channel(channel: str) -> str:
    return str(Channel(channel).label) if channel in Channel.values else channel
