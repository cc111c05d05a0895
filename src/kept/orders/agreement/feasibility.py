"""Feasibility of a promise (C5): an agreed time against the soonest that the schedule has now."""

from datetime import datetime

from kept.orders.agreement.terms import Promise
from kept.promises.fulfilment import policy_of


def can_be_held(agreed: Promise, soonest: Promise, fulfilment_kind: str) -> bool:
    """Tell whether work that is ready at `soonest` keeps what was agreed.

    What is collected, and what somebody wished for at one moment, is to be there when that begins; anything else has
    to have arrived by the end of it (deadlines.py).
    """
    if agreed.wished or policy_of(fulfilment_kind).due_when_it_begins:
        return _at(soonest.earliest) <= _at(agreed.earliest)
    return _at(soonest.latest) <= _at(agreed.latest)


def lies_ahead(agreed: Promise, fulfilment_kind: str, now: datetime) -> bool:
    """Tell whether the moment by which the promise has to be kept is still to come."""
    early = policy_of(fulfilment_kind).due_when_it_begins
    return _at(agreed.earliest if early else agreed.latest) > now


def _at(instant: str) -> datetime:
    return datetime.fromisoformat(instant)
