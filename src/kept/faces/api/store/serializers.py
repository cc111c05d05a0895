"""How the store, its settings, its methods and its days off are shown: plain values from rows at hand."""

from typing import Any

from kept.faces.api.addresses import POSTAL
from kept.faces.api.pictures import picture
from kept.faces.api.values import Plain
from kept.promises.models import Closure, FulfilmentMethod, Opening
from kept.promises.schedule import FulfilmentMethodTerms, StoreSchedule
from kept.stores.actor import Actor
from kept.stores.models import Store


def store(row: Store, schedule: StoreSchedule, actor: Actor) -> Plain:
    """The store, and what the key may do in it."""
    return {
        "slug": row.slug,
        "name": row.name,
        "legal_name": row.legal_name,
        "email": row.email,
        "phone_number": row.phone,
        "country": row.country,
        "currency": row.currency,
        "language": row.language,
        "languages": row.languages,
        "timezone": row.timezone,
        "prices_include_tax": row.prices_include_tax,
        "open_for_orders": row.open_for_orders,
        "fulfilment_methods": [_fulfilment_method(method) for method in schedule.methods],
        "hours": [
            {"weekday": weekday, "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
            for weekday, windows in sorted(schedule.hours.items())
            for opens, closes in windows
        ],
        "scopes": sorted(actor.permissions),
    }


def _fulfilment_method(method: FulfilmentMethodTerms) -> Plain:
    return {
        "code": method.code,
        "kind": method.kind,
        "name": method.name,
        "words": method.words,
        "fee": method.fee,
        "free_from": method.free_from,
        "asks_time": method.asks_time,
        "pay_by": list(method.pay_by),
    }


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


def fulfilment_method(row: FulfilmentMethod) -> Plain:
    """Return a fulfilment method with its schedule."""
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
