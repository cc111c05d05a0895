# ruff: noqa: S608  (every piece of SQL is a constant of this module; every value is handed over beside it)
"""Reads for the board and the list of orders (C1).

Each does the same work at a thousand orders and at a million: an index leads to the rows that are looked at,
at most MOST_LOOKED_AT of a column or of a page, and no statement walks over the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kept.kit import rows
from kept.orders.deadlines import AGAINST_TIME, deadline_sql
from kept.orders.lifecycle import IN_FLIGHT
from kept.orders.models import Order, Status
from kept.orders.reading.card_rows import OPEN_FINDING, CardRow, OrderCard, read_cards
from kept.stores.actor import Actor, Kind
from kept.stores.roles import May

# How far a column or a page is looked through for what is wanted, and counted.
MOST_LOOKED_AT = 1000
MOST_FINISHED = 50


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """A filter of the board or the list; "" is all. `today` is from when until when the store's day lasts."""

    now: datetime
    today: tuple[datetime, datetime]
    due: str = ""
    channel: str = ""
    fulfilment_kind: str = ""
    money: str = ""
    attention: str = ""
    sort: str = ""

    @property
    def everything(self) -> bool:
        """Tell whether no order is left out."""
        return not (self.due or self.channel or self.fulfilment_kind or self.money or self.attention)


@dataclass(frozen=True, slots=True)
class Column:
    """The first orders of one status. `count` and `total` (minor units) are of all that are wanted there.

    `is_whole`: no more orders are in it than these. Counting ends at MOST_LOOKED_AT.
    """

    status: Status
    orders: list[OrderCard]
    count: int
    total: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Orders of a list. `more_before`: the number of the order after which the next page begins, or None."""

    orders: list[OrderCard]
    more_before: int | None


def columns(actor: Actor, statuses: Sequence[Status], filters: BoardFilter, *, most: int) -> list[Column]:
    """Return the orders at each status, at most `most` of each, those due first in front; all in one statement.

    Of finished ones only the newest, whose number says nothing.
    """
    if not _may_look(actor):
        return [Column(status, [], 0, 0, is_whole=True) for status in statuses]
    parts, values = [], []
    for index, status in enumerate(statuses):
        sql, part_values = _column(actor, index, status, filters, most)
        parts.append(sql)
        values += part_values
    rows_read = read_cards(" UNION ALL ".join(parts), values, now=filters.now)
    return [_as_column(status, [one for one in rows_read if one.part == index])
            for index, status in enumerate(statuses)]  # fmt: skip


def page(
    actor: Actor, filters: BoardFilter, *, status: str = "", before: int | None = None, most: int = 50
) -> Page:
    """Return at most `most` orders after the one numbered `before`.

    Newest first, or with a `status` those due last first: each follows an index, every page costs the same.
    A page on which little is found ends where MOST_LOOKED_AT were looked at; the next one goes on from there.
    """
    if not _may_look(actor):
        return Page([], None)
    after, values = _after(actor, status, before)
    order = "o.promised_until DESC, o.id DESC" if status else "o.number DESC"
    looked_at = most + 1 if filters.everything else MOST_LOOKED_AT
    looked = f"{_LOOKED} WHERE o.store_id = %s{after} ORDER BY {order}"
    where, filter_values = _filter_sql(filters)
    picked = (
        f"SELECT * FROM (SELECT 0, o.id, ROW_NUMBER() OVER (ORDER BY {order}), 0, 0 "
        f"FROM ({looked} LIMIT {looked_at}) o{where} ORDER BY {order} LIMIT {most + 1}) AS picks"
    )
    orders = [one.order for one in read_cards(picked, [*values, *filter_values], now=filters.now)]
    if len(orders) > most:
        return Page(orders[:most], orders[most - 1].number)
    return Page(orders, None if filters.everything else _last_looked_at(looked, values))


def these(orders: Sequence[Order], *, now: datetime) -> list[OrderCard]:
    """Return the cards of these orders, newest first: for those that were found by what somebody said."""
    if not orders:
        return []
    picked = (
        "SELECT 0, o.id, ROW_NUMBER() OVER (ORDER BY o.number DESC), 0, 0 FROM orders o "
        f"WHERE o.id IN {rows.placeholders(1, len(orders))}"
    )
    return [one.order for one in read_cards(picked, [order.pk for order in orders], now=now)]


def last_change(actor: Actor) -> int:
    """Return the id of the store's newest journal entry, which a page compares to stay true."""
    ((newest,),) = rows.fetch("SELECT MAX(id) FROM journal WHERE store_id = %s", [actor.store_id])
    return newest or 0


_LOOKED = (
    "SELECT o.id, o.number, o.status, o.customer_name, o.fulfilment_kind, o.channel, o.total, o.promised_from, "
    "o.promised_until, o.status_at FROM orders o"
)
# A column's orders as they stand on the board.
_SORTS = {
    "": "o.promised_until, o.id",
    "newest": "o.number DESC",
    "name": "LOWER(o.customer_name), o.number",
}


def _may_look(actor: Actor) -> bool:
    return actor.kind != Kind.CUSTOMER and actor.may(May.READ_ORDERS)


def _column(
    actor: Actor, place: int, status: Status, filters: BoardFilter, most: int
) -> tuple[str, list[Any]]:
    if status in IN_FLIGHT:
        first, sort, looked_at = _SORTS[""], _SORTS[filters.sort], MOST_LOOKED_AT
    else:
        first, sort = "o.promised_until DESC, o.id DESC", "o.status_at DESC, o.id DESC"
        looked_at = MOST_FINISHED if filters.everything else MOST_LOOKED_AT
    where, filter_values = _filter_sql(filters)
    sql = (
        f"SELECT * FROM (SELECT {place}, o.id, ROW_NUMBER() OVER (ORDER BY {sort}) AS place, "
        f"COUNT(*) OVER (), SUM(o.total) OVER () FROM ({_LOOKED} WHERE o.store_id = %s AND o.status = %s "
        f"ORDER BY {first} LIMIT {looked_at}) o{where}) AS part{place} WHERE place <= {most}"
    )
    return sql, [actor.store_id, str(status), *filter_values]


def _as_column(status: Status, cards: list[CardRow]) -> Column:
    orders = [one.order for one in cards]
    if not cards or status not in IN_FLIGHT:
        return Column(status, orders, len(orders), 0, is_whole=not cards)
    size, worth = cards[0].size, cards[0].worth
    return Column(status, orders, size, worth, is_whole=size == len(orders) and size < MOST_LOOKED_AT)


def _filter_sql(filters: BoardFilter) -> tuple[str, list[Any]]:
    """Return the rest of a statement about orders `o`: the conditions of a filter, with their values."""
    conditions: list[tuple[str, list[Any]]] = []
    if filters.channel:
        conditions.append(("o.channel = %s", [filters.channel]))
    if filters.fulfilment_kind:
        conditions.append(("o.fulfilment_kind = %s", [filters.fulfilment_kind]))
    if filters.money:
        conditions.append(("a.state = %s", [filters.money]))
    if filters.due == "today":
        until = deadline_sql()
        day = f"o.status IN ({_quoted(IN_FLIGHT)}) AND {until} >= %s AND {until} < %s"
        conditions.append((day, [rows.to_database_time(moment) for moment in filters.today]))
    if filters.due == "late":
        late = f"o.status IN ({_quoted(AGAINST_TIME)}) AND {deadline_sql()} < %s"
        conditions.append((late, [rows.to_database_time(filters.now)]))
    if filters.attention:
        open_now = f"EXISTS (SELECT 1 FROM finding f WHERE {OPEN_FINDING})"
        conditions.append((open_now, [rows.to_database_time(filters.now)]))
    join = " JOIN money_account a ON a.order_id = o.id" if filters.money else ""
    where = " AND ".join(sql for sql, _values in conditions)
    return join + (f" WHERE {where}" if where else ""), [value for _sql, some in conditions for value in some]


def _after(actor: Actor, status: str, before: int | None) -> tuple[str, list[Any]]:
    """Return the condition for the part of a list after the order numbered `before`."""
    here: list[Any] = [actor.store_id, *([status] if status else [])]
    at_status = " AND o.status = %s" if status else ""
    if before is None:
        return at_status, here
    if not status:
        return " AND o.number < %s", [*here, before]
    last = rows.fetch(
        "SELECT promised_until, id FROM orders WHERE store_id = %s AND status = %s AND number = %s",
        [*here, before],
    )
    until = rows.from_database_time(last[0][0]) if last else None
    if until is None:
        return at_status, here
    return f"{at_status} AND (o.promised_until, o.id) < (%s, %s)", [
        *here,
        rows.to_database_time(until),
        last[0][1],
    ]


def _last_looked_at(looked: str, values: list[Any]) -> int | None:
    """Return the number of the last order of a page that was looked through in vain, if there are more after it."""
    sql = f"SELECT number FROM ({looked} LIMIT 2 OFFSET {MOST_LOOKED_AT - 1}) AS last_two"
    last_rows = rows.fetch(sql, values)
    return last_rows[0][0] if len(last_rows) > 1 else None


def _quoted(statuses: frozenset[Status]) -> str:
    return ", ".join(f"'{status}'" for status in sorted(statuses))
