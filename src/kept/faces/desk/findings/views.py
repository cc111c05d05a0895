"""The page of findings: read, try again, assign, settle, accept for a time, reopen."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.finding_rows import decision_fields, finding_rows
from kept.faces.desk.responses import Toast, act_and_redirect
from kept.faces.desk.routing import Desk, DeskRequest
from kept.findings.actions.accept_finding import accept_finding
from kept.findings.actions.assign_finding import assign_finding
from kept.findings.actions.reopen_finding import reopen_finding
from kept.findings.actions.settle_finding import settle_finding
from kept.findings.models import Finding, State
from kept.findings.queries import finding_for, in_state, reachable
from kept.findings.refusals import BadDecision
from kept.kit.refusals import NotFound
from kept.kit.text import whole_number
from kept.messages.actions.try_again import try_again

ON_A_PAGE = 40


def finding_list(request: DeskRequest) -> HttpResponse:
    """List open findings, those due first in front; `show` names another state, `mine` leaves only one's own."""
    desk, now = request.desk, timezone.now()
    state = _state(request.GET.get("show", ""))
    mine = "on" if request.GET.get("mine") == "on" else ""
    page = whole_number(request.GET.get("page", "")) or 0
    findings = _findings(desk, state, now)
    if mine:
        findings = findings.filter(owner__user_id=desk.actor.id or 0)
    some = list(findings[page * ON_A_PAGE : (page + 1) * ON_A_PAGE + 1])
    params = {"show": "" if state == State.OPEN else state.value, "mine": mine}
    context = {
        "here": "findings",
        "state": state.value,
        "mine": mine,
        "findings": finding_rows(desk, some[:ON_A_PAGE], now),
        **decision_fields(desk, now),
        "filters": _filters(desk, state, mine),
        "newer_url": desk.url("findings", **params, page=page - 1) if page else "",
        "older_url": desk.url("findings", **params, page=page + 1) if len(some) > ON_A_PAGE else "",
    }
    return render(request, "desk/findings/findings.html", context)


def finding_decision(request: DeskRequest, finding_id: int) -> HttpResponse:
    """Settle a finding, or let it wait until a time; either with a reason, and either can be taken back."""

    def do() -> Toast:
        actor, now = request.desk.actor, timezone.now()
        reason = request.POST.get("reason", "")
        undo = request.desk.url("finding_reopening", finding_id)
        if request.POST.get("do") == "accept":
            until = _parse_until(request.POST.get("until", ""), request.desk)
            accept_finding(actor=actor, finding_id=finding_id, until=until, reason=reason, now=now)
            return Toast(_("It is postponed until then."), undo_url=undo)
        settle_finding(actor=actor, finding_id=finding_id, reason=reason, now=now)
        return Toast(_("Settled."), undo_url=undo)

    return act_and_redirect(request, do)


def finding_reopening(request: DeskRequest, finding_id: int) -> HttpResponse:
    """Reopen a finding that was settled, or left to wait, by mistake."""

    def do() -> Toast:
        reopen_finding(actor=request.desk.actor, finding_id=finding_id, now=timezone.now())
        return Toast(_("It is open again."))

    return act_and_redirect(request, do)


def finding_owner(request: DeskRequest, finding_id: int) -> HttpResponse:
    """Assign a finding to somebody, or to nobody any more."""

    def do() -> Toast:
        staff_id = whole_number(request.POST.get("staff"))
        finding = assign_finding(
            actor=request.desk.actor, finding_id=finding_id, staff_id=staff_id, now=timezone.now()
        )
        if finding.owner is None:
            return Toast(_("It is not assigned to anybody any more."))
        return Toast(_("It is assigned to %(name)s.") % {"name": finding.owner.user})

    return act_and_redirect(request, do)


def finding_try(request: DeskRequest, finding_id: int) -> HttpResponse:
    """Try the message that a finding is about again; once it has left, the finding is settled by itself."""

    def do() -> Toast:
        actor = request.desk.actor
        finding = finding_for(actor, finding_id)
        if finding.subject_kind != "message":
            raise NotFound
        try_again(actor=actor, order_id=finding.order_id, message_id=finding.subject_id, now=timezone.now())
        return Toast(_("It will be tried again."))

    return act_and_redirect(request, do)


def _findings(desk: Desk, state: State, now: datetime) -> QuerySet[Finding]:
    findings = reachable(desk.actor).filter(in_state(state, now)).select_related("owner__user", "previous")
    return findings.order_by("-id") if state == State.SETTLED else findings.order_by("due_at", "id")


def _filters(desk: Desk, state: State, mine: str) -> list[dict[str, Any]]:
    values = {one: "" if one == State.OPEN else one.value for one in State}
    states = [
        {
            "label": one.label,
            "url": desk.url("findings", show=values[one], mine=mine),
            "current": one == state,
        }
        for one in State
    ]
    own = {
        "label": _("Mine"), "url": desk.url("findings", show=values[state], mine="" if mine else "on"),
        "current": bool(mine),
    }  # fmt: skip
    return [*states, own]


def _state(value: str) -> State:
    return State(value) if value in State.values else State.OPEN


def _parse_until(text: str, desk: Desk) -> datetime:
    """Return the moment that the browser sent, in the store's time. Raises BadDecision for none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(desk.store.timezone))
    except ValueError as error:
        raise BadDecision(_("Choose a time ahead, within a year."), field="until") from error
