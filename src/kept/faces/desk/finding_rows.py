"""Findings put into words, with what can be done about each: for their page and for the page of an order."""

from collections.abc import Iterable, Sequence
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
class Beside:
    """What findings are about, read for all of them at once, each by its id."""

    orders: dict[int, Order]
    messages: dict[int, Message]

    @classmethod
    def of(cls, found: Iterable[Finding]) -> "Beside":
        """At most two statements, however many findings."""
        rows = list(found)
        letters = [row.subject_id for row in rows if row.subject_kind == "message"]
        orders = {row.order_id for row in rows if row.order_id is not None}
        return cls(
            Order.objects.in_bulk(orders) if orders else {},
            Message.objects.defer("text", "html").in_bulk(letters) if letters else {},
        )


def finding_rows(desk: Desk, found: Sequence[Finding], now: datetime) -> list[dict[str, Any]]:
    """What `desk/finding.html` takes, for each of these findings."""
    beside = Beside.of(found)
    return [_row(desk, one, beside, now) for one in found]


def decision_fields(desk: Desk, now: datetime) -> dict[str, Any]:
    """What the forms of a finding begin with: who could see to it, one's own place, and until when it may wait.

    One statement; none for whom decides nothing.
    """
    if not desk.actor.may(May.CHANGE_ORDERS):
        return {}
    here = Staff.objects.filter(store=desk.store, active=True, user__is_active=True)
    colleagues = list(here.select_related("user").order_by("user__name", "pk"))
    tomorrow = timezone.localtime(now + timedelta(days=1)).replace(minute=0)
    return {
        "colleagues": colleagues,
        "me": next((place.pk for place in colleagues if place.user_id == desk.actor.id), None),
        "until": f"{tomorrow:%Y-%m-%dT%H:%M}",
    }


def _row(desk: Desk, one: Finding, beside: Beside, now: datetime) -> dict[str, Any]:
    order = beside.orders.get(one.order_id or 0)
    message = beside.messages.get(one.subject_id)
    state = one.state_at(now)
    may_decide = desk.actor.may(KINDS[one.kind].settle_with)
    is_mine = one.owner is not None and one.owner.user_id == desk.actor.id
    return {
        "id": one.pk,
        "words": kind_words(one.kind),
        "state": str(state),
        "order": order,
        "order_name": display_name(order.customer_name) if order else "",
        "order_url": desk.url("order", order.number) if order else "",
        "since": one.since,
        "due": _due(one, now) if state == State.OPEN else None,
        "about": _about(message),
        "detail": (message.report or message.last_error) if message and message.state in NOT_ARRIVED else "",
        "again": _again_words(one, state, now),
        "owner": str(one.owner.user) if one.owner else "",
        "owner_id": one.owner_id,
        "is_mine": is_mine,
        "decided": _decided(one, state),
        "accepted_until": one.accepted_until if state == State.ACCEPTED else None,
        "may_decide": may_decide and state != State.SETTLED,
        "may_reopen": may_decide and state != State.OPEN,
        **(_remedies(desk, one, message, order) if may_decide and state != State.SETTLED else {}),
    }


def _due(one: Finding, now: datetime) -> dict[str, str]:
    left = {"span": span(one.due_at - now)}
    if one.due_at < now:
        return {"level": "late", "text": _("overdue by %(span)s") % left}
    return {"level": "calm", "text": _("due within %(span)s") % left}


def _about(message: Message | None) -> str:
    """The message and where it was to go."""
    if message is None:
        return ""
    return _("%(kind)s, to %(address)s") % {
        "kind": MessageKind(message.kind).label,
        "address": message.address,
    }


def _again_words(one: Finding, state: State, now: datetime) -> list[str]:
    """What somebody should know of what was before: found again, accepted and back, settled and back."""
    said = []
    if one.times_found > 1:
        said.append(
            ngettext("Found %(count)s time", "Found %(count)s times", one.times_found)
            % {"count": one.times_found}
        )
    if one.is_back(now):
        let = {"name": one.decided_by, "reason": one.reason}
        said.append(_("%(name)s postponed it (%(reason)s), and that time is over.") % let)
    if one.previous is not None and state == State.OPEN:
        before = {"name": one.previous.decided_by, "reason": _ending(one.previous)}
        said.append(_("%(name)s settled it before (%(reason)s), but it came back.") % before)
    if one.reopened:
        said.append(
            ngettext("Reopened %(count)s time", "Reopened %(count)s times", one.reopened)
            % {"count": one.reopened}
        )
    return said


def _decided(one: Finding, state: State) -> dict[str, Any] | None:
    if state == State.OPEN:
        return None
    return {"by": one.decided_by, "at": one.decided_at, "reason": _ending(one)}


def _ending(one: Finding) -> str:
    return one.reason or (str(Ending(one.ending).label) if one.ending else "")


def _remedies(desk: Desk, one: Finding, message: Message | None, order: Order | None) -> dict[str, Any]:
    """What could end it: another try, and where the address is put right."""
    if message is None:
        return {}
    tries = message.state in NOT_ARRIVED
    return {
        "try_url": desk.url("finding_try", one.pk) if tries else "",
        "is_tried": message.state in (Message.State.QUEUED, Message.State.SENDING),
        **_put_right(desk, message, order),
    }


def _put_right(desk: Desk, message: Message, order: Order | None) -> dict[str, str]:
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
