"""The line of time of one order: what happened, what was written, what was asked, newest first."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kept.faces.desk.cards import REVIEW_WORDS
from kept.faces.desk.frame import Desk
from kept.faces.look.templatetags.kept import money
from kept.faces.look.words import status_word
from kept.journal.models import Entry
from kept.messages.models import Message
from kept.orders.models import Channel, Order, Request
from kept.payments.events import MONEY_EVENTS
from kept.stores.roles import May

Telling = dict[str, Any]

_TONES = {
    Message.State.HANDED_OVER: "good",
    Message.State.DELIVERED: "good",
    Message.State.BOUNCED: "bad",
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
    """What `kept/parts/times.html` takes. `changes`: what each version changed, in words."""
    requests = {request.pk: request for request in asked}
    teller = _Teller(desk, order, requests, changes)
    kept_back = frozenset() if desk.actor.may(May.READ_MONEY) else MONEY_EVENTS
    told = [teller.tell(entry) for entry in happened if entry.name in TELL.keys() - kept_back]
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

    def tell(self, entry: Entry) -> Telling:
        return {"when": entry.at, "who": entry.actor_name, "tone": ""} | TELL[entry.name](self, entry.data)

    def placed(self, data: dict[str, Any]) -> Telling:
        reasons = [str(REVIEW_WORDS.get(reason, reason)) for reason in data["held"]]
        text = _("Ordered: %(channel)s") % {"channel": _channel(data["channel"])}
        return {"icon": "basket", "tone": "accent", "text": text, "said": ", ".join(reasons)}

    def confirmed(self, data: dict[str, Any]) -> Telling:
        text = _("Version %(version)s confirmed") % data
        return {"icon": "ticket", "tone": "accent", "text": text, "said": data["note"]}

    def changed(self, data: dict[str, Any]) -> Telling:
        said = [_change_line(change) for change in self.changes[data["version"]]]
        if data["reason"]:
            said.append(data["reason"])
        return {"icon": "edit", "tone": "accent", "text": _("Changed to version %(version)s") % data,
                "said": "\n".join(said)}  # fmt: skip

    def acknowledged(self, data: dict[str, Any]) -> Telling:
        said = {"version": data["version"], "channel": _channel(data["channel"])}
        return {"icon": "check", "tone": "good",
                "text": _("The customer finds version %(version)s right (%(channel)s)") % said}  # fmt: skip

    def accepted(self, data: dict[str, Any]) -> Telling:
        text = _("Looked at version %(version)s; the work goes on by it") % data
        return {"icon": "eye", "tone": "good", "text": text}

    def advanced(self, data: dict[str, Any]) -> Telling:
        return {"icon": "arrow-right", "text": self._status(data["after"]), "said": data["tracking_number"]}

    def stepped_back(self, data: dict[str, Any]) -> Telling:
        return {"icon": "undo", "text": _("Back to: %(status)s") % {"status": self._status(data["after"])}}

    def held(self, data: dict[str, Any]) -> Telling:
        return {"icon": "pause", "text": self._status("on_hold"), "said": data["why"]}

    def resumed(self, data: dict[str, Any]) -> Telling:
        return {
            "icon": "arrow-right",
            "text": _("Goes on: %(status)s") % {"status": self._status(data["after"])},
        }

    def cancelled(self, data: dict[str, Any]) -> Telling:
        return {"icon": "close", "tone": "bad", "text": self._status("cancelled"), "said": data["why"]}

    def asked(self, data: dict[str, Any]) -> Telling:
        request = self.requests.get(data["request_id"])
        is_change = data["kind"] == Request.Kind.CHANGE
        text = _("Asks for a change") if is_change else _("Wrote")
        return {
            "icon": "message",
            "text": f"{text} ({_channel(data['channel'])})",
            "said": request.text if request else "",
        }

    def answered(self, data: dict[str, Any]) -> Telling:
        request = self.requests.get(data["request_id"])
        return {
            "icon": "message",
            "text": _ANSWERS[data["answer"]](),
            "said": request.answer_text if request else "",
        }

    def link_replaced(self, _data: dict[str, Any]) -> Telling:
        return {"icon": "link", "text": _("The customer's link was replaced")}

    def tried_again(self, _data: dict[str, Any]) -> Telling:
        return {"icon": "mail", "text": _("A message is tried again")}

    def paid(self, data: dict[str, Any]) -> Telling:
        text = _("%(amount)s came in") % {"amount": money(data["amount"], data["currency"])}
        return {"icon": "cash", "tone": "good", "text": text, "said": data["note"]}

    def _status(self, status: str) -> str:
        return status_word(self.desk.store, status, self.order.way_kind)


# Every event that can stand in an order's journal; a test compares it with the reactions table.
TELL: dict[str, Callable[[_Teller, dict[str, Any]], Telling]] = {
    "OrderPlaced": _Teller.placed,
    "OrderConfirmed": _Teller.confirmed,
    "OrderChanged": _Teller.changed,
    "OrderAcknowledged": _Teller.acknowledged,
    "OrderVersionAccepted": _Teller.accepted,
    "OrderAdvanced": _Teller.advanced,
    "OrderSteppedBack": _Teller.stepped_back,
    "OrderHeld": _Teller.held,
    "OrderResumed": _Teller.resumed,
    "OrderCancelled": _Teller.cancelled,
    "RequestMade": _Teller.asked,
    "RequestAnswered": _Teller.answered,
    "LinkReplaced": _Teller.link_replaced,
    "MessageTriedAgain": _Teller.tried_again,
    "PaymentRecorded": _Teller.paid,
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
        "said": message.last_error,
        "url": desk.url("message", order.number, message.pk) if can_be_read else "",
        "url_text": _("As sent"),
    }


def _change_line(change: dict[str, Any]) -> str:
    what = f"{change['what']}: " if change.get("what") else ""
    parts = [change.get("before") or "", change.get("after") or ""]
    sign = {"added": "+ ", "removed": "− "}.get(change["kind"], "")
    return sign + what + " → ".join(part for part in parts if part)


def _channel(channel: str) -> str:
    return str(Channel(channel).label) if channel in Channel.values else channel
