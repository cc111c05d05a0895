"""The replies about the store, its settings, its methods and its days off, made from rows at hand."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from kept.faces.api.addresses import address_out
from kept.faces.api.pictures import picture_url
from kept.faces.api.store.outputs import (
    ClosureOut,
    FulfilmentMethodDetailsOut,
    FulfilmentMethodOut,
    OpeningHoursOut,
    OpeningWindowOut,
    ReviewRulesOut,
    SettingsOut,
    StoreOut,
)
from kept.promises.models import Closure, FulfilmentMethod, Opening
from kept.promises.schedule import FulfilmentMethodTerms, StoreSchedule
from kept.stores.actor import Actor
from kept.stores.models import Store
from kept.stores.order_limits import limits_of


def store_out(row: Store, schedule: StoreSchedule, actor: Actor) -> StoreOut:
    """Return the store, and what the key may do in it."""
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
        "fulfilment_methods": [method_out(method) for method in schedule.methods],
        "opening_hours": [
            _opening_window_out(weekday, opens, closes)
            for weekday, windows in sorted(schedule.hours.items())
            for opens, closes in windows
        ],
        "scopes": sorted(actor.permissions),
    }


def method_out(method: FulfilmentMethodTerms) -> FulfilmentMethodOut:
    """Return a fulfilment method as buyers see it."""
    return {
        "code": method.code,
        "kind": method.kind,
        "name": method.name,
        "description": method.words,
        "fee": method.fee,
        "free_from": method.free_from,
        "asks_time": method.asks_time,
        "payment_methods": list(method.pay_by),
    }


def settings_out(row: Store) -> SettingsOut:
    """Return the store's settings."""
    return {
        "slug": row.slug,
        "revision": row.revision,
        "name": row.name,
        "legal_name": row.legal_name,
        "tagline": row.tagline,
        "about": row.about,
        "email": row.email,
        "phone_number": row.phone,
        "address": address_out(row.address),
        "country": row.country,
        "currency": row.currency,
        "timezone": row.timezone,
        "language": row.language,
        "languages": row.languages,
        "accent": row.accent,
        "logo_url": picture_url(row.logo.name),
        "prices_include_tax": row.prices_include_tax,
        "fulfillment_tax_rate": row.fulfilment_tax_rate,
        "policy": row.policy,
        "bank_details": row.bank_details,
        "open_for_orders": row.open_for_orders,
        "messages": {"disabled": row.messages_off, "delay_seconds": row.burst_seconds},
        "review_rules": _review_rules_out(row),
        "status_labels": row.status_words,
    }


def _review_rules_out(row: Store) -> ReviewRulesOut:
    rules: dict[str, Any] = row.review_rules
    limits = limits_of(row)
    return {
        "all_orders": bool(rules.get("every")),
        "total_above": rules.get("above"),
        "first_orders": bool(rules.get("first")),
        "channels": list(rules.get("channels", ())),
        "reminder_minutes": row.review_reminder_minutes,
        "limits": {
            "max_per_article": limits.most_of_article,
            "max_unproven": limits.most_unproven,
            "share_percent": limits.share_percent,
        },
    }


def method_details_out(row: FulfilmentMethod) -> FulfilmentMethodDetailsOut:
    """Return a fulfilment method with its days and times."""
    return {
        "id": row.pk,
        "code": row.code,
        "kind": row.kind,
        "name": row.name,
        "description": row.words,
        "fee": row.fee,
        "free_from": row.free_from,
        "min_days": row.days_least,
        "max_days": row.days_most,
        "cut_off": f"{row.cut_off:%H:%M}" if row.cut_off else None,
        "leaves_on": row.leaves_on,
        "asks_time": row.asks_time,
        "payment_methods": row.pay_by,
        "active": row.active,
    }


def opening_hours_out(rows: Iterable[Opening]) -> OpeningHoursOut:
    """Return the times at which the store works."""
    return {"items": [_opening_window_out(row.weekday, row.opens, row.closes) for row in rows]}


def _opening_window_out(weekday: int, opens: time, closes: time) -> OpeningWindowOut:
    return {"weekday": weekday, "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}


def closure_out(row: Closure) -> ClosureOut:
    """Return a day off."""
    return {"date": row.date.isoformat(), "reason": row.reason}
