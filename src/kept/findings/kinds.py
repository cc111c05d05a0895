"""The kinds of finding there are, one row each: adding a kind is a row here and a reaction that opens it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kept.findings.models import Ending
from kept.stores.roles import May


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: everything that findings of it have in common.

    `code` is stored and told to programs, `words` are for people. `read_with` is the permission that shows them to
    somebody (`orders:read` where they concern an order, because the board shows them), `settle_with` the one of those
    who can do something about it. `due_in` is counted from when it was found. `ends_with`: how it may end besides by
    hand.
    """

    code: str
    words: str | Promise
    read_with: May
    settle_with: May
    due_in: timedelta
    ends_with: frozenset[Ending]


# Whoever ordered expects to have heard by the next day; before that, few would call.
MESSAGE_FAILED = FindingKind(
    code="message_failed",
    words=_("A message did not arrive"),
    read_with=May.READ_ORDERS,
    settle_with=May.CHANGE_ORDERS,
    due_in=timedelta(days=1),
    ends_with=frozenset(
        {Ending.HANDED_OVER, Ending.ARRIVED, Ending.WITHDRAWN, Ending.MERGED, Ending.READDRESSED}
    ),
)
# An invitation works for a week: there is time to ask for the right address, and to use it.
INVITATION_FAILED = FindingKind(
    code="invitation_failed",
    words=_("An invitation did not arrive"),
    read_with=May.MANAGE_STAFF,
    settle_with=May.MANAGE_STAFF,
    due_in=timedelta(days=2),
    ends_with=frozenset({Ending.HANDED_OVER, Ending.ARRIVED, Ending.INVITATION_OVER}),
)

KINDS: dict[str, FindingKind] = {kind.code: kind for kind in (MESSAGE_FAILED, INVITATION_FAILED)}


def kind_words(code: str) -> str:
    """Return what findings of this kind are called, in the reader's language; of a kind that is gone, its code."""
    return str(KINDS[code].words) if code in KINDS else code
