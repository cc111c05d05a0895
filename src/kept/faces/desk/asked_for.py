"""What the address of a board asks to see: filters and order, in the address so that a view can be saved."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from kept.faces.desk.cards import Moment
from kept.orders.boards import Wanted
from kept.orders.models import Channel, Status
from kept.payments.models import State

SORTS = ("promise", "newest", "name")
DUE = ("today", "late")
WAYS = ("pickup", "delivery", "shipping", "digital", "on_site")


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Each is "" (everything) or a known word; an unknown one is everything as well."""

    due: str = ""
    channel: str = ""
    way: str = ""
    money: str = ""
    sort: str = ""
    column: str = ""
    status: str = ""

    @classmethod
    def read(cls, query: QueryDict, *, with_money: bool) -> "AskedFor":
        """From the query of an address. Who may not read money cannot ask for it either."""
        known = {"due": DUE, "channel": Channel.values, "way": WAYS, "money": State.values if with_money else (),
                 "sort": SORTS, "column": Status.values, "status": Status.values}  # fmt: skip
        return cls(**{name: _word(query.get(name, ""), words) for name, words in known.items()})

    @property
    def filters(self) -> dict[str, str]:
        """What leaves orders out, as it stands in the address."""
        words = {"due": self.due, "channel": self.channel, "way": self.way, "money": self.money}
        return {name: word for name, word in words.items() if word}

    def query(self, **other: str) -> str:
        """The address again, with something different."""
        words = {name: word for name, word in (asdict(self) | other).items() if word}
        return f"?{urlencode(words)}" if words else "?"

    def wanted(self, moment: Moment) -> Wanted:
        """The same, as the orders are read."""
        return Wanted(
            moment.now, moment.day, **self.filters, sort="" if self.sort == "promise" else self.sort
        )

    def chips(self, *, with_money: bool) -> list[dict[str, Any]]:
        """The quick filters, each with the address that switches it."""
        return [
            self._chip(_("Today"), "calendar", due="today"),
            self._chip(_("Late"), "alert", due="late"),
            self._chip(_("Pickup"), "store", way="pickup"),
            self._chip(_("Delivery"), "truck", way="delivery"),
            self._chip(_("Shipping"), "box", way="shipping"),
            *([self._chip(_("Not paid"), "cash", money="due")] if with_money else []),
            self._chip(_("By phone"), "phone", channel="phone"),
        ]

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
            "label": label,
            "icon": icon,
            "current": is_on,
            "url": self.query(**{name: "" if is_on else word}),
        }


def _word(word: str, known: Iterable[str]) -> str:
    return word if word in known else ""
