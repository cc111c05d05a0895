"""The cards of orders: what the board and the list show of one, with all that stands beside it (C1).

One statement reads any number of them as plain values. Rows of the ORM with the same content took ten times
the CPU, and a board is looked at every few seconds by everybody who works in the shop.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from kept.kit import rows
from kept.orders.agreement.differences import Difference, differences
from kept.orders.agreement.terms import Terms
from kept.orders.models import Order


class AccountOnCard(NamedTuple):
    """The money of an order, as payments.Account has it. `balance` in minor units."""

    state: str
    method: str
    balance: int
    currency: str


class OrderCard(NamedTuple):
    """One order, and beside the work its money, when the customer last got a message, and how many requests are open.

    Comparable and hashable as a whole: what is drawn of it stays true as long as it is equal. The fields
    ending in `_json` are lists of text, read by the properties of the same name. `went_by` and `holds` are the
    terms (JSON) of the version that the work goes by and of the newest, where these are not the same; else None.
    `found` counts the open findings and names one kind of theirs ("2 message_failed"); None where there are none.
    `presumed` is the name of the known customer whose the order probably is; None where that is certain, or nobody is.
    """

    pk: int
    number: int
    revision: int
    version: int
    accepted_version: int
    status: str
    fulfilment_kind: str
    channel: str
    customer_name: str
    email: str
    customer_order_no: int
    customer_proven: bool
    why: str
    currency: str
    total: int
    summary_json: str
    notes_json: str
    review_reasons_json: str
    promised_from: datetime | None
    promised_until: datetime | None
    placed_at: datetime
    status_at: datetime
    heard_at: datetime | None
    asked: int
    went_by: str | None
    holds: str | None
    found: str | None
    presumed: str | None
    account: AccountOnCard | None

    @property
    def summary(self) -> list[str]:
        """Return the first lines, as orders/writes.py makes them."""
        return _list(self.summary_json)

    @property
    def notes(self) -> list[str]:
        """Return what the customer wrote for whoever does the work."""
        return _list(self.notes_json)

    @property
    def review_reasons(self) -> list[str]:
        """Return why the store looks at it first."""
        return _list(self.review_reasons_json)

    @property
    def findings(self) -> tuple[int, str]:
        """Return the number of open findings, and the kind of one of them."""
        count, _, kind = (self.found or "0").partition(" ")
        return int(count), kind

    @property
    def news(self) -> list[Difference]:
        """Return the differences from the version that the work goes by."""
        if self.went_by is None or self.holds is None:
            return []
        return differences(Terms.from_json(self.went_by), Terms.from_json(self.holds))


class CardRow(NamedTuple):
    """An order of one of several lists: which list, how many are in it, and what they are worth together."""

    part: int
    size: int
    worth: int
    order: OrderCard


def read_cards(picked: str, values: Sequence[Any], *, now: datetime) -> list[CardRow]:
    """Return the cards of the orders that `picked` names, in its order, as they stand at `now`.

    `picked` is a SELECT of: part, id, place within the part, size, worth. It alone decides what may be seen.
    """
    picked_rows = rows.fetch(_GLANCE.format(picked=picked), [*values, rows.to_database_time(now)])
    return [_card_row(row) for row in picked_rows]


_FIELDS = (
    "id", "number", "revision", "version", "accepted_version", "status", "fulfilment_kind", "channel",
    "customer_name", "email", "customer_order_no", "customer_proven", "why", "currency", "total", "summary", "notes",
    "review_reasons",
    "promised_from", "promised_until", "placed_at", "status_at",
)  # fmt: skip
_COLUMNS = rows.columns(Order, _FIELDS, "o")

# An open finding `f` of an order `o`, in the words of findings.queries.is_open; the time is handed over beside it.
OPEN_FINDING = "f.order_id = o.id AND f.settled_at IS NULL AND (f.state = 'open' OR f.accepted_until <= %s)"

# CROSS JOIN tells SQLite where to begin: with the few that are picked.
_GLANCE = f"""
WITH picked (part, id, place, size, worth) AS ({{picked}})
SELECT picked.part, picked.size, picked.worth, {_COLUMNS},
  (SELECT MAX(m.handed_over_at) FROM message m
    WHERE m.order_id = o.id AND m."to" = 'customer' AND m.handed_over_at IS NOT NULL
    AND NOT (m.state = 'bounced')),
  (SELECT COUNT(*) FROM order_request r WHERE r.order_id = o.id AND r.answer = 'open'),
  CASE WHEN o.accepted_version > 0 AND o.accepted_version < o.version THEN
    (SELECT c.terms FROM confirmation c WHERE c.order_id = o.id AND c.version = o.accepted_version) END,
  CASE WHEN o.accepted_version > 0 AND o.accepted_version < o.version THEN
    (SELECT c.terms FROM confirmation c WHERE c.order_id = o.id AND c.version = o.version) END,
  (SELECT COUNT(*) || ' ' || MIN(f.kind) FROM finding f WHERE {OPEN_FINDING}),
  CASE WHEN NOT o.customer_proven THEN
    (SELECT COALESCE(v.name, CASE WHEN o.customer_order_no > 1 THEN c.name END)
      FROM customer c LEFT JOIN customer v ON v.id = c.probably_id WHERE c.id = o.customer_id) END,
  a.state, a.method, a.agreed - a.received, a.currency
FROM picked CROSS JOIN orders o LEFT JOIN money_account a ON a.order_id = o.id
WHERE o.id = picked.id
ORDER BY picked.part, picked.place
"""  # noqa: S608  (names of columns, from the model)

_PLAIN, _MOMENTS, _BESIDE, _MONEY = 18, 5, 5, 4


def _card_row(row: tuple[Any, ...]) -> CardRow:
    part, size, worth, *rest = row
    plain, moments = rest[:_PLAIN], rest[_PLAIN : _PLAIN + _MOMENTS]
    state, method, balance, currency = rest[-_MONEY:]
    account = None if state is None else AccountOnCard(state, method, balance, currency)
    beside = rest[_PLAIN + _MOMENTS :][:_BESIDE]
    order = OrderCard._make((*plain, *map(rows.from_database_time, moments), *beside, account))
    return CardRow(part, size, int(worth), order)


def _list(text: str) -> list[str]:
    texts: list[str] = json.loads(text)
    return texts
