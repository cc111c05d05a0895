"""Reads: the only way to a finding is through what the actor may reach."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from kept.findings.kinds import KINDS
from kept.findings.models import Finding, State
from kept.kit.refusals import NotFound
from kept.stores.actor import Actor, Kind


class OpenCount(NamedTuple):
    """The number of open findings, and of those that are past their due time."""

    open: int
    overdue: int


def reachable(actor: Actor) -> QuerySet[Finding]:
    """Return the store's findings of the kinds that this actor may read. A customer reaches none."""
    if actor.kind == Kind.CUSTOMER:
        return Finding.objects.none()
    kinds = [code for code, kind in KINDS.items() if actor.may(kind.read_with)]
    return Finding.objects.filter(store_id=actor.store_id, kind__in=kinds)


def finding_for(actor: Actor, finding_id: int) -> Finding:
    """Return one finding. Raises NotFound for unknown and foreign alike."""
    finding = reachable(actor).select_related("owner__user").filter(pk=finding_id).first()
    if finding is None:
        raise NotFound
    return finding


def is_open(now: datetime) -> Q:
    """Return the condition for what is open at `now`; the index of the unsettled answers it."""
    return Q(settled_at=None) & (Q(state=State.OPEN) | Q(accepted_until__lte=now))


def in_state(state: str, now: datetime) -> Q:
    """Return the condition for what stands in this state at `now`, as `Finding.state_at` says."""
    if state == State.SETTLED:
        return Q(settled_at__isnull=False)
    return is_open(now) if state == State.OPEN else Q(settled_at=None, accepted_until__gt=now)


def open_of_order(actor: Actor, order_id: int, now: datetime) -> list[Finding]:
    """Return an order's open findings that the actor may read, the one due first in front."""
    findings = reachable(actor).filter(is_open(now), order_id=order_id)
    return list(findings.select_related("owner__user", "previous").order_by("due_at", "id"))


def count_of_order(actor: Actor, order_id: int, now: datetime) -> int:
    """Return how many open findings an order has that the actor may read."""
    return reachable(actor).filter(is_open(now), order_id=order_id).count()


def count_open(now: datetime, *, actor: Actor | None = None) -> OpenCount:
    """Return how many findings are open: those the actor may read, or of all stores without one."""
    findings = Finding.objects.all() if actor is None else reachable(actor)
    return OpenCount(
        **findings.filter(is_open(now)).aggregate(
            open=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now))
        )
    )
