"""The states into which a report may move a message that has left.

Reports are repeated, arrive in any order, and may come before the worker has written down that the message left. So
the state only ever goes up this ladder, and where it ends does not depend on the order:

    handed over → delivered → bounced → complained

A server that took a mail may send it back later, and a bounce that is followed by a late “delivered” stays one: a
person looks. Who complains has got it. A delay is noted and moves nothing.
"""

from enum import StrEnum

from kept.messages.models import Message

State = Message.State


class Report(StrEnum):
    """The kinds of report."""

    DELIVERED = "delivered"
    DELAYED = "delayed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


# From each state that a report may move: the states it may move to.
FORWARD: dict[str, tuple[Report, ...]] = {
    # Its answer met nobody and it waits for another try: it had left all the same.
    State.QUEUED: (Report.DELIVERED, Report.BOUNCED, Report.COMPLAINED),
    # Given up, or refused once it had already been taken.
    State.FAILED: (Report.DELIVERED, Report.BOUNCED, Report.COMPLAINED),
    State.HANDED_OVER: (Report.DELIVERED, Report.BOUNCED, Report.COMPLAINED),
    State.DELIVERED: (Report.BOUNCED, Report.COMPLAINED),
    State.BOUNCED: (Report.COMPLAINED,),
}


def is_noted(message: Message, report: Report) -> bool:
    """Tell whether a delay is worth writing down: only while nothing more is known."""
    return report == Report.DELAYED and message.state == State.HANDED_OVER


def is_forward(message: Message, report: Report) -> bool:
    """Tell whether the report moves the message forward. A sending that was never tried has no report."""
    return report in FORWARD.get(message.state, ()) and (
        message.state != State.QUEUED or message.attempts > 0
    )
