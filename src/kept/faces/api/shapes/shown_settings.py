"""How the store's settings, its ways and its days off are shown."""

from typing import Any

from kept.faces.api.shapes.asked import POSTAL
from kept.faces.api.shapes.order import Plain
from kept.faces.api.shapes.shelf import picture
from kept.faces.api.shapes.shown import Amount
from kept.faces.api.shapes.shown_shelf import HoursShown
from kept.faces.api.words import Shown
from kept.promises.models import Closure, Opening, Way
from kept.stores.models import Store


class RulesShown(Shown):
    """Which orders wait for somebody to confirm them. `above`: worth more than that; null for no limit.

    `reminder_minutes`: after how long the store is told again of one that nobody has confirmed; 0 for never.
    """

    every: bool
    above: int | None
    first: bool
    channels: list[str]
    reminder_minutes: int


class SettingsShown(Shown):
    """Everything the store has set. `revision` is the ETag; hours, ways and days off raise it, too."""

    slug: str
    revision: int
    name: str
    legal_name: str
    tagline: str
    about: str
    email: str
    phone_number: str
    address: dict[str, str]
    country: str
    currency: str
    timezone: str
    language: str
    languages: list[str]
    accent: str
    logo_url: str | None
    prices_include_tax: bool
    fulfillment_tax_rate: int
    policy: str
    bank_details: str
    open_for_orders: bool
    messages_off: list[str]
    burst_seconds: int
    review_rules: RulesShown
    status_words: dict[str, dict[str, str]]


class WayDetails(Shown):
    """A way in which orders reach buyers, with its rhythm. `leaves_on`: weekdays, 0 is Monday; none: every day."""

    id: int
    code: str
    kind: str
    name: str
    words: str
    fee: Amount
    free_from: int | None
    days_least: int
    days_most: int
    cut_off: str | None
    leaves_on: list[int]
    asks_time: bool
    pay_by: list[str]
    active: bool


class WayList(Shown):
    """All ways, in the order in which buyers see them."""

    items: list[WayDetails]


class HoursList(Shown):
    """When the store works; none at all means always."""

    items: list[HoursShown]


class ClosureShown(Shown):
    """A day on which the store does not work."""

    day: str
    reason: str


class ClosureList(Shown):
    """Days off, earliest first."""

    items: list[ClosureShown]


def settings(row: Store) -> Plain:
    """The store's settings."""
    same = ("slug", "revision", "name", "legal_name", "tagline", "about", "email", "country", "currency", "timezone",
            "language", "languages", "accent", "prices_include_tax", "policy", "bank_details", "open_for_orders",
            "messages_off", "burst_seconds", "status_words")  # fmt: skip
    rules: dict[str, Any] = row.review_rules
    return {
        **{name: getattr(row, name) for name in same},
        "phone_number": row.phone,
        "address": {name: row.address[kept] for name, kept in POSTAL.items() if kept in row.address},
        "logo_url": picture(row.logo.name),
        "fulfillment_tax_rate": row.fulfilment_tax_rate,
        "review_rules": {
            "every": bool(rules.get("every")),
            "above": rules.get("above"),
            "first": bool(rules.get("first")),
            "channels": list(rules.get("channels", ())),
            "reminder_minutes": row.review_reminder_minutes,
        },
    }


def way(row: Way) -> Plain:
    """A way with its rhythm."""
    same = ("code", "kind", "name", "words", "fee", "free_from", "days_least", "days_most", "leaves_on", "asks_time",
            "pay_by", "active")  # fmt: skip
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in same},
        "cut_off": f"{row.cut_off:%H:%M}" if row.cut_off else None,
    }


def hours(rows: list[Opening]) -> Plain:
    """When the store works."""
    return {
        "items": [
            {"weekday": row.weekday, "opens": f"{row.opens:%H:%M}", "closes": f"{row.closes:%H:%M}"}
            for row in rows
        ]
    }


def closure(row: Closure) -> Plain:
    """A day off."""
    return {"day": row.date.isoformat(), "reason": row.reason}
