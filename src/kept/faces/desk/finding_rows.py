"""Findings in words, with what can be done about each: for their own page and for the page of an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.faces.desk.routing import Desk
from kept.faces.ui.templatetags.kept import display_name, span
from kept.findings.kinds import KINDS, kind_words
from kept.findings.models import Ending, Finding, State
from kept.messages.models import NOT_ARRIVED, Message, MessageKind
from kept.orders.lifecycle import CAN_BE_CHANGED
from kept.orders.models import Order
from kept.stores.models import Staff
from kept.stores.roles import May


@dataclass(frozen=True, slots=True)
class Subjects:
    """The orders and messages that findings are about, each by its id, read for all findings at once."""

    orders: dict[int, Order]
    messages: dict[int, Message]

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> "Subjects":
        """Read them in at most two statements, however many findings."""
        messages = [row.subject_id for row in findings if row.subject_kind == "message"]
        orders = {row.order_id for row in findings if row.order_id is not None}
        return cls(
            Order.objects.in_bulk(orders) if orders else {},
            Message.objects.defer("text", "html").in_bulk(messages) if messages else {},
        )


def finding_rows(desk: Desk, findings: Sequence[Finding], now: datetime) -> list[dict[str, Any]]:
    """Return the context of `desk/finding.html` for each of these findings."""
    subjects = Subjects.of(findings)
    return [_row(desk, finding, subjects, now) for finding in findings]


def decision_fields(desk: Desk, now: datetime) -> dict[str, Any]:
    """Return what the forms of a finding begin with: the staff, the person's own row, and until when it may wait.

    One statement; none for a person who may not decide.
    """
    if not desk.actor.may(May.CHANGE_ORDERS):
        return {}
    staff = Staff.objects.filter(store=desk.store, active=True, user__is_active=True)
    colleagues = list(staff.select_related("user").order_by("user__name", "pk"))
    tomorrow = timezone.localtime(now + timedelta(days=1)).replace(minute=0)
    return {
        "colleagues": colleagues,
        "me": next((member.pk for member in colleagues if member.user_id == desk.actor.id), None),
        "until": f"{tomorrow:%Y-%m-%dT%H:%M}",
    }


def _row(desk: Desk, finding: Finding, subjects: Subjects, now: datetime) -> dict[str, Any]:
    order = subjects.orders.get(finding.order_id or 0)
    message = subjects.messages.get(finding.subject_id)
    state = finding.state_at(now)
    may_decide = desk.actor.may(KINDS[finding.kind].settle_with)
    is_mine = finding.owner is not None and finding.owner.user_id == desk.actor.id
    return {
        "id": finding.pk,
        "words": kind_words(finding.kind),
        "state": str(state),
        "order": order,
        "order_name": display_name(order.customer_name) if order else "",
        "order_url": desk.url("order", order.number) if order else "",
        "since": finding.since,
        "due": _due(finding, now) if state == State.OPEN else None,
        "about": _about(message),
        "detail": (message.report or message.last_error) if message and message.state in NOT_ARRIVED else "",
        "again": _history(finding, state, now),
        "owner": str(finding.owner.user) if finding.owner else "",
        "owner_id": finding.owner_id,
        "is_mine": is_mine,
        "decided": _decision(finding, state),
        "accepted_until": finding.accepted_until if state == State.ACCEPTED else None,
        "may_decide": may_decide and state != State.SETTLED,
        "may_reopen": may_decide and state != State.OPEN,
        **(_remedies(desk, finding, message, order) if may_decide and state != State.SETTLED else {}),
    }


def _due(finding: Finding, now: datetime) -> dict[str, str]:
    facts = {"span": span(finding.due_at - now)}
    if finding.due_at < now:
        return {"level": "late", "text": _("overdue by %(span)s") % facts}
    return {"level": "calm", "text": _("due within %(span)s") % facts}


def _about(message: Message | None) -> str:
    """Return the kind of the message and its address."""
    if message is None:
        return ""
    return _("%(kind)s, to %(address)s") % {
        "kind": MessageKind(message.kind).label,
        "address": message.address,
    }


def _history(finding: Finding, state: State, now: datetime) -> list[str]:
    """Return sentences about what was before: found again, accepted and back, settled and back, reopened."""
    sentences = []
    if finding.times_found > 1:
        sentences.append(
            ngettext("Found %(count)s time", "Found %(count)s times", finding.times_found)
            % {"count": finding.times_found}
        )
    if finding.is_back(now):
        acceptance = {"name": finding.decided_by, "reason": finding.reason}
        sentences.append(_("%(name)s postponed it (%(reason)s), and that time is over.") % acceptance)
    if finding.previous is not None and state == State.OPEN:
        before = {"name": finding.previous.decided_by, "reason": _ending(finding.previous)}
        sentences.append(_("%(name)s settled it before (%(reason)s), but it came back.") % before)
    if finding.reopened:
        sentences.append(
            ngettext("Reopened %(count)s time", "Reopened %(count)s times", finding.reopened)
            % {"count": finding.reopened}
        )
    return sentences


def _decision(finding: Finding, state: State) -> dict[str, Any] | None:
    if state == State.OPEN:
        return None
    return {"by": finding.decided_by, "at": finding.decided_at, "reason": _ending(finding)}


def _ending(finding: Finding) -> str:
    return finding.reason or (str(Ending(finding.ending).label) if finding.ending else "")


def _remedies(desk: Desk, finding: Finding, message: Message | None, order: Order | None) -> dict[str, Any]:
    """Return what could end the finding: another try, and the page on which to correct the address."""
    if message is None:
        return {}
    can_be_tried = message.state in NOT_ARRIVED
    return {
        "try_url": desk.url("finding_try", finding.pk) if can_be_tried else "",
        "is_tried": message.state in (Message.State.QUEUED, Message.State.SENDING),
        **_correction(desk, message, order),
    }


def _correction(desk: Desk, message: Message, order: Order | None) -> dict[str, str]:
    may = desk.actor.may
    if message.to == Message.To.CUSTOMER and order and order.status in CAN_BE_CHANGED:
        url, text = f"{desk.url('change', order.number)}#c-email", _("Correct the e-mail")
    elif message.to == Message.To.STORE and may(May.WRITE_SETTINGS):
        url, text = desk.url("settings"), _("Correct the store's e-mail")
    elif message.to == Message.To.STAFF and may(May.MANAGE_STAFF):
        url, text = desk.url("settings_staff"), _("Send a new invitation")
    else:
        return {}
    return {"right_url": url, "right_text": text}
