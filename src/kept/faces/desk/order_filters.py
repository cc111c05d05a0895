"""Filters and sort order of the board and the list. They stand in the address, so that a view can be saved."""

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
# The filter for orders about which a finding is open.
ATTENTION, OPEN = "attention", "open"
# The parameter that names a saved view, and its value for none: an empty address opens the person's default.
VIEW, NO_VIEW = "view", "all"


@dataclass(frozen=True, slots=True)
class OrderFilters:
    """Filters as an address has them: each is a known value, or "" for everything. An unknown value is "", too.

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
    def read(cls, query: Mapping[str, str], *, with_money: bool) -> "OrderFilters":
        """Read the query of an address. Whoever may not read money cannot filter by it."""
        values = {name: query.get(name, "") for name in _allowed_values(with_money)}
        unknown = unknown_filters(query, with_money=with_money)
        view = query.get(VIEW, "")
        is_view = view == NO_VIEW or whole_number(view) is not None
        return cls(
            **{name: "" if name in unknown else value for name, value in values.items()},
            view=view if is_view else "",
        )

    @property
    def active(self) -> dict[str, str]:
        """The filters that leave orders out, as they stand in the address."""
        values = {
            "due": self.due, "channel": self.channel, "fulfilment_kind": self.fulfilment_kind, "money": self.money,
            "attention": self.attention,
        }  # fmt: skip
        return {name: value for name, value in values.items() if value}

    @property
    def saved_params(self) -> dict[str, str]:
        """The parameters that a saved view keeps."""
        values = {**self.active, "sort": self.sort, "status": self.status}
        return {name: value for name, value in values.items() if value}

    def query(self, **other: str) -> str:
        """Return the query of the address, with `other` in place of its own values."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        params = {name: value for name, value in (own | other).items() if value}
        return f"?{urlencode(params or {VIEW: NO_VIEW})}"

    def board_filter(self, today: Today) -> BoardFilter:
        """Return the filter by which orders are read."""
        return BoardFilter(
            today.now, today.day, **self.active, sort="" if self.sort == "promise" else self.sort
        )

    def chips(self, *, with_money: bool) -> list[dict[str, Any]]:
        """Return the quick filters, each with the address that switches it."""
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
        """Return the filter for orders with an open finding; the list shows it beside the statuses."""
        return self._chip(_("Needs attention"), "bell", attention=OPEN)

    def sorts(self) -> list[dict[str, Any]]:
        """Return the ways in which cards can be sorted."""
        labels = {"promise": _("Due first"), "newest": _("Newest first"), "name": _("By name")}
        return [
            {"label": labels[sort], "url": self.query(sort="" if sort == "promise" else sort),
             "current": sort == (self.sort or "promise")}
            for sort in SORTS
        ]  # fmt: skip

    def _chip(self, label: str, icon: str, **filter_value: str) -> dict[str, Any]:
        ((name, value),) = filter_value.items()
        is_on = getattr(self, name) == value
        return {
            "name": name,
            "label": label,
            "icon": icon,
            "current": is_on,
            "url": self.query(**{name: "" if is_on else value}),
        }


def unknown_filters(query: Mapping[str, str], *, with_money: bool) -> dict[str, str]:
    """Return the filters of an address that do not exist (any more), or not for this person."""
    return {
        name: value[:40]
        for name, allowed in _allowed_values(with_money).items()
        if (value := query.get(name, "")) and value not in allowed
    }


def _allowed_values(with_money: bool) -> dict[str, Collection[str]]:
    return {"due": DUE, "channel": Channel.values, "fulfilment_kind": policies(),
            "money": State.values if with_money else (),
            "attention": (OPEN,), "sort": SORTS, "column": Status.values, "status": Status.values}  # fmt: skip
