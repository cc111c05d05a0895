"""What the address of a board or a list asks to see: filters and order, in the address so that a view can be saved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from kept.faces.desk.cards import Today
from kept.kit.text import whole_number
from kept.orders.models import Channel, Status
from kept.orders.reading.board import BoardFilter
from kept.payments.models import State
from kept.promises.fulfilment import policies

SORTS = ("promise", "newest", "name")
DUE = ("today", "late")
# Orders about which something waits for a person.
ATTENTION, OPEN = "attention", "open"
# What stands in the address for a saved view, and for none at all: an empty address opens the person's default.
VIEW, NO_VIEW = "view", "all"


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Each is "" (everything) or a known word; an unknown one is everything as well.

    `view` is the id of the saved view that was opened, as the address has it.
    """

    due: str = ""
    channel: str = ""
    fulfilment_kind: str = ""
    money: str = ""
    attention: str = ""
    sort: str = ""
    column: str = ""
    status: str = ""
    view: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], *, with_money: bool) -> "AskedFor":
        """From the query of an address. Who may not read money cannot ask for it either."""
        found = {name: _word(query.get(name, ""), words) for name, words in _known(with_money).items()}
        view = query.get(VIEW, "")
        is_one = view == NO_VIEW or whole_number(view) is not None
        return cls(**found, view=view if is_one else "")

    @property
    def filters(self) -> dict[str, str]:
        """What leaves orders out, as it stands in the address."""
        words = {
            "due": self.due, "channel": self.channel, "fulfilment_kind": self.fulfilment_kind, "money": self.money,
            "attention": self.attention,
        }  # fmt: skip
        return {name: word for name, word in words.items() if word}

    @property
    def words(self) -> dict[str, str]:
        """What a saved view of this keeps."""
        words = {**self.filters, "sort": self.sort, "status": self.status}
        return {name: word for name, word in words.items() if word}

    def query(self, **other: str) -> str:
        """The address again, with something different."""
        mine = {field.name: getattr(self, field.name) for field in fields(self)}
        words = {name: word for name, word in (mine | other).items() if word}
        return f"?{urlencode(words or {VIEW: NO_VIEW})}"

    def wanted(self, today: Today) -> BoardFilter:
        """The same, as the orders are read."""
        return BoardFilter(
            today.now, today.day, **self.filters, sort="" if self.sort == "promise" else self.sort
        )

    def chips(self, *, with_money: bool) -> list[dict[str, Any]]:
        """The quick filters, each with the address that switches it."""
        return [
            self._chip(_("Today"), "calendar", due="today"),
            self._chip(_("Late"), "alert", due="late"),
            self.attention_chip(),
            *(
                self._chip(str(policy.label), policy.icon, fulfilment_kind=policy.kind)
                for policy in policies().values()
                if policy.is_quick_filter
            ),
            *([self._chip(_("Not paid"), "cash", money="due")] if with_money else []),
            self._chip(_("By phone"), "phone", channel="phone"),
        ]

    def attention_chip(self) -> dict[str, Any]:
        """The filter for orders about which something waits for a person; on the list it stands with the statuses."""
        return self._chip(_("Needs attention"), "bell", attention=OPEN)

    def sorts(self) -> list[dict[str, Any]]:
        """The orders in which cards can stand."""
        words = {"promise": _("Due first"), "newest": _("Newest first"), "name": _("By name")}
        return [
            {"label": words[sort], "url": self.query(sort="" if sort == "promise" else sort),
             "current": sort == (self.sort or "promise")}
            for sort in SORTS
        ]  # fmt: skip

    def _chip(self, label: str, icon: str, **on: str) -> dict[str, Any]:
        ((name, word),) = on.items()
        is_on = getattr(self, name) == word
        return {
            "name": name,
            "label": label,
            "icon": icon,
            "current": is_on,
            "url": self.query(**{name: "" if is_on else word}),
        }


def left_out(query: Mapping[str, str], *, with_money: bool) -> dict[str, str]:
    """What an address asks for that is not there (any more), or not for this person to see."""
    asked = {name: (query.get(name, ""), words) for name, words in _known(with_money).items()}
    return {name: word[:40] for name, (word, words) in asked.items() if word and word not in words}


def _known(with_money: bool) -> dict[str, Collection[str]]:
    return {"due": DUE, "channel": Channel.values, "fulfilment_kind": policies(),
            "money": State.values if with_money else (),
            "attention": (OPEN,), "sort": SORTS, "column": Status.values, "status": Status.values}  # fmt: skip


def _word(word: str, known: Collection[str]) -> str:
    return word if word in known else ""
