"""What the address of a board asks to see: filters and order, in the address so that a view can be saved."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from kept.faces.desk.cards import is_due_today, is_late
from kept.orders.boards import Beside
from kept.orders.models import Channel, Order, Status
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

    @classmethod
    def read(cls, query: QueryDict) -> "AskedFor":
        """From the query of an address."""
        known = {"due": DUE, "channel": Channel.values, "way": WAYS, "money": State.values, "sort": SORTS,
                 "column": Status.values}  # fmt: skip
        return cls(**{name: _word(query.get(name, ""), words) for name, words in known.items()})

    @property
    def filters(self) -> bool:
        """Whether it leaves any order out."""
        return bool(self.due or self.channel or self.way or self.money)

    def query(self, **other: str) -> str:
        """The address again, with something different."""
        words = {name: word for name, word in (asdict(self) | other).items() if word}
        return f"?{urlencode(words)}" if words else "?"

    def wants(self, order: Order, beside: Beside, now: datetime) -> bool:
        """Whether this order is to be seen."""
        return (
            (not self.channel or order.channel == self.channel)
            and (not self.way or order.way_kind == self.way)
            and (not self.money or (beside.account is not None and beside.account.state == self.money))
            and (self.due != "today" or is_due_today(order, now))
            and (self.due != "late" or is_late(order, now))
        )

    def sorted(self, orders: Iterable[Order]) -> list[Order]:
        """In the order asked for; those due first stand in front already."""
        if self.sort == "newest":
            return sorted(orders, key=lambda order: -order.number)
        if self.sort == "name":
            return sorted(orders, key=lambda order: (order.customer_name.casefold(), order.number))
        return list(orders)

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
