"""The timeline of one order: events, messages and requests, newest first."""

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
    CustomerDoubted,
    CustomerProven,
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

TimelineRow = dict[str, Any]

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


def timeline_rows(
    desk: Desk,
    order: Order,
    *,
    entries: Iterable[Entry],
    messages: Iterable[Message],
    requests: Iterable[Request],
    changes: Mapping[int, list[TimelineRow]],
) -> list[TimelineRow]:
    """Return the rows of `kept/parts/times.html`.

    `entries`: those of events in TIMELINE_EVENTS. `changes`: what each version changed, in words.
    """
    texts = _TimelineText(desk, order, {request.pk: request for request in requests}, changes)
    hidden = () if desk.actor.may(May.READ_MONEY) else MONEY_EVENTS
    events = [(entry, event_of(entry)) for entry in entries]
    rows = [texts.row(entry, event) for entry, event in events if not isinstance(event, hidden)]
    rows += [_message_row(desk, order, message) for message in messages]
    # Newest first, also among rows of the same moment.
    return sorted(rows, key=lambda row: row["when"])[::-1]


class _TimelineText:
    """Put events into words: one method for each; `TIMELINE_EVENTS` at the end names them all."""

    def __init__(
        self,
        desk: Desk,
        order: Order,
        requests: dict[int, Request],
        changes: Mapping[int, list[TimelineRow]],
    ) -> None:
        self.desk, self.order, self.requests, self.changes = desk, order, requests, changes

    def row(self, entry: Entry, event: Event[Any]) -> TimelineRow:
        return {"when": entry.at, "who": entry.actor_name, "tone": ""} | TIMELINE_EVENTS[type(event)](
            self, event
        )

    def placed(self, event: OrderPlaced) -> TimelineRow:
        reasons = [str(REVIEW_WORDS.get(reason, reason)) for reason in event.review_reasons]
        text = _("Ordered: %(channel)s") % {"channel": _channel(event.channel)}
        return {"icon": "basket", "tone": "accent", "text": text, "said": ", ".join(reasons)}

    def confirmed(self, event: OrderConfirmed) -> TimelineRow:
        text = _("Version %(version)s confirmed") % {"version": event.version}
        return {"icon": "ticket", "tone": "accent", "text": text, "said": event.note}

    def review_overdue(self, _event: OrderReviewOverdue) -> TimelineRow:
        text = _("Not confirmed yet: the store was reminded")
        return {"icon": "clock", "tone": "accent", "text": text}

    def changed(self, event: OrderChanged) -> TimelineRow:
        sentences = [_change_words(change) for change in self.changes[event.version]]
        if event.reason:
            sentences.append(event.reason)
        text = _("Changed to version %(version)s") % {"version": event.version}
        return {"icon": "edit", "tone": "accent", "text": text, "said": "\n".join(sentences)}

    def acknowledged(self, event: OrderAcknowledged) -> TimelineRow:
        facts = {"version": event.version, "channel": _channel(event.channel)}
        return {"icon": "check", "tone": "good",
                "text": _("The customer says that version %(version)s is right (%(channel)s)") % facts}  # fmt: skip

    def customer_proven(self, event: CustomerProven) -> TimelineRow:
        by_mail = _("The customer confirmed by the link in the mail that the order is theirs")
        text = by_mail if event.by == "mail" else _("Joined to the customer: it is their order")
        return {"icon": "customers", "tone": "good", "text": text}

    def customer_doubted(self, _event: CustomerDoubted) -> TimelineRow:
        return {"icon": "undo", "text": _("Split from the customer again")}

    def accepted(self, event: OrderVersionAccepted) -> TimelineRow:
        text = _("Accepted version %(version)s; work continues with it") % {"version": event.version}
        return {"icon": "eye", "tone": "good", "text": text}

    def advanced(self, event: OrderAdvanced) -> TimelineRow:
        return {"icon": "arrow-right", "text": self._status(event.after), "said": event.tracking_number}

    def stepped_back(self, event: OrderSteppedBack) -> TimelineRow:
        return {
            "icon": "undo",
            "text": _("Moved back to: %(status)s") % {"status": self._status(event.after)},
        }

    def held(self, event: OrderHeld) -> TimelineRow:
        return {"icon": "pause", "text": self._status("on_hold"), "said": event.why}

    def resumed(self, event: OrderResumed) -> TimelineRow:
        return {
            "icon": "arrow-right",
            "text": _("Resumed: %(status)s") % {"status": self._status(event.after)},
        }

    def cancelled(self, event: OrderCancelled) -> TimelineRow:
        return {"icon": "close", "tone": "bad", "text": self._status("cancelled"), "said": event.why}

    def request_made(self, event: RequestMade) -> TimelineRow:
        request = self.requests.get(event.request_id)
        is_change = event.kind == Request.Kind.CHANGE
        text = _("Asks for a change") if is_change else _("Wrote")
        return {
            "icon": "message",
            "text": f"{text} ({_channel(event.channel)})",
            "said": request.text if request else "",
        }

    def answered(self, event: RequestAnswered) -> TimelineRow:
        request = self.requests.get(event.request_id)
        return {
            "icon": "message",
            "text": _ANSWERS[event.answer](),
            "said": request.answer_text if request else "",
        }

    def link_replaced(self, _event: LinkReplaced) -> TimelineRow:
        return {"icon": "link", "text": _("The customer's link was replaced")}

    def tried_again(self, _event: MessageTriedAgain) -> TimelineRow:
        return {"icon": "mail", "text": _("A message is tried again")}

    def finding_opened(self, event: FindingOpened) -> TimelineRow:
        return {"icon": "bell", "tone": "bad", "text": _("Needs attention"), "said": kind_words(event.kind)}

    def assigned(self, event: FindingAssigned) -> TimelineRow:
        text = _("Assigned") if event.staff_id else _("No longer assigned")
        return {"icon": "account", "text": text, "said": kind_words(event.kind)}

    def left_to_wait(self, event: FindingAccepted) -> TimelineRow:
        until = moment_text(timezone.localtime(datetime.fromisoformat(event.until)), "")
        return {
            "icon": "clock",
            "text": _("Postponed until %(time)s") % {"time": until},
            "said": event.reason,
        }

    def settled(self, event: FindingSettled) -> TimelineRow:
        by_hand = event.ending == Ending.BY_HAND
        reason = event.reason if by_hand else str(Ending(event.ending).label)
        return {"icon": "check", "tone": "good", "text": _("Settled"), "said": reason}

    def reopened(self, event: FindingReopened) -> TimelineRow:
        return {"icon": "bell", "text": _("Needs attention again"), "said": kind_words(event.kind)}

    def paid(self, event: PaymentRecorded) -> TimelineRow:
        text = _("%(amount)s came in") % {"amount": money(event.amount, event.currency)}
        return {"icon": "cash", "tone": "good", "text": text, "said": event.note}

    def _status(self, status: str) -> str:
        return status_word(self.desk.store, status, self.order.fulfilment_kind)


# Every event of an order's journal that the timeline shows; a test compares it with the reactions. What became of a
# message stands in the row of the message, and of the finding.
TIMELINE_EVENTS: dict[type[Event[Any]], Callable[[_TimelineText, Any], TimelineRow]] = {
    OrderPlaced: _TimelineText.placed,
    OrderConfirmed: _TimelineText.confirmed,
    OrderChanged: _TimelineText.changed,
    OrderAcknowledged: _TimelineText.acknowledged,
    OrderVersionAccepted: _TimelineText.accepted,
    CustomerProven: _TimelineText.customer_proven,
    CustomerDoubted: _TimelineText.customer_doubted,
    OrderAdvanced: _TimelineText.advanced,
    OrderSteppedBack: _TimelineText.stepped_back,
    OrderReviewOverdue: _TimelineText.review_overdue,
    OrderHeld: _TimelineText.held,
    OrderResumed: _TimelineText.resumed,
    OrderCancelled: _TimelineText.cancelled,
    RequestMade: _TimelineText.request_made,
    RequestAnswered: _TimelineText.answered,
    LinkReplaced: _TimelineText.link_replaced,
    MessageTriedAgain: _TimelineText.tried_again,
    FindingOpened: _TimelineText.finding_opened,
    FindingAssigned: _TimelineText.assigned,
    FindingAccepted: _TimelineText.left_to_wait,
    FindingSettled: _TimelineText.settled,
    FindingReopened: _TimelineText.reopened,
    PaymentRecorded: _TimelineText.paid,
}


def _message_row(desk: Desk, order: Order, message: Message) -> TimelineRow:
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
        "said": "\n".join(filter(None, [report_words(message), message.last_error])),
        "url": desk.url("message", order.number, message.pk) if can_be_read else "",
        "url_text": _("As sent"),
    }


def report_words(message: Message) -> str:
    """Return what the mail server or the provider reported about a message, for staff."""
    if message.report and message.state == Message.State.HANDED_OVER:
        return _("Not delivered yet: %(reason)s") % {"reason": message.report}
    return message.report


def _change_words(change: dict[str, Any]) -> str:
    what = f"{change['what']}: " if change.get("what") else ""
    parts = [change.get("before") or "", change.get("after") or ""]
    sign = {"added": "+ ", "removed": "− "}.get(change["kind"], "")
    return sign + what + " → ".join(part for part in parts if part)


def _channel(channel: str) -> str:
    return str(Channel(channel).label) if channel in Channel.values else channel
