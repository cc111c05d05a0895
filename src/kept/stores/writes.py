"""Writes of a store's settings, for the actions of this package inside their transaction."""

import re
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from phonenumbers import SUPPORTED_REGIONS

from kept.kit import rows
from kept.kit.email_addresses import is_public_email
from kept.kit.text import one_line, paragraphs
from kept.kit.transactions import change_cached_rows, require_transaction
from kept.stores.addresses import checked_address
from kept.stores.inputs import StoreInput
from kept.stores.models import Store
from kept.stores.refusals import BadStore, CurrencyStays

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def raise_revision(store_id: int) -> None:
    """Raise the revision after a change of opening hours, closures or methods, so that every cache reads them again."""
    change_cached_rows()
    rows.run("UPDATE store SET revision = revision + 1 WHERE id = %s", [store_id])


def save_settings(store: Store, fields: dict[str, Any]) -> list[str]:
    """Save the changed fields of a locked store and raise its revision; return their names."""
    require_transaction()
    changed = [name for name, value in fields.items() if getattr(store, name) != value]
    if not changed:
        return []
    change_cached_rows()
    for name in changed:
        setattr(store, name, fields[name])
    store.revision += 1
    store.save(update_fields=[*changed, "revision"])
    return changed


def checked_details(store: Store, details: StoreInput) -> dict[str, Any]:
    """Return the cleaned fields. Raises BadStore with the field, or CurrencyStays."""
    if store.pk and store.has_orders and details.currency != store.currency:
        raise CurrencyStays
    supported = {code for code, _name in settings.LANGUAGES}
    languages = [code for code in dict.fromkeys(details.languages) if code in supported]
    country = _one_of(details.country.upper(), SUPPORTED_REGIONS, "country")
    return {
        "name": _required(one_line(details.name, 120, "name"), "name"),
        "legal_name": one_line(details.legal_name, 200, "legal_name"),
        "tagline": one_line(details.tagline, 200, "tagline"),
        "about": paragraphs(details.about, 5000, "about"),
        "email": checked_email(details.email),
        "phone": one_line(details.phone, 32, "phone"),
        "address": checked_address(details.address, country),
        "country": country,
        "currency": _one_of(details.currency.upper(), list_currencies(), "currency"),
        "timezone": _one_of(details.timezone, available_timezones(), "timezone"),
        "language": _one_of(details.language, set(languages), "language"),
        "languages": languages,
        "accent": _checked_colour(details.accent),
        "prices_include_tax": details.prices_include_tax,
        "fulfilment_tax_rate": _checked_rate(details.fulfilment_tax_rate),
        "policy": paragraphs(details.policy, 20_000, "policy"),
        "bank_details": paragraphs(details.bank_details, 1000, "bank_details"),
        "open_for_orders": details.open_for_orders,
    }


def checked_email(text: str) -> str:
    """Return an e-mail address that mail can reach, in lower case. Raises BadStore."""
    address = one_line(text, 254, "email").lower()
    if not is_public_email(address):
        raise BadStore(_("This is not an e-mail address. Write it like name@example.com."), field="email")
    return address


def _required(text: str, field: str) -> str:
    if not text:
        raise BadStore(_("This is needed."), field=field)
    return text


def _one_of(value: str, choices: set[str], field: str) -> str:
    if value not in choices:
        raise BadStore(_("Choose one from the list."), field=field)
    return value


def _checked_colour(text: str) -> str:
    colour = text.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise BadStore(_("A brand colour is written like #2a4f94."), field="accent")
    return colour


def _checked_rate(basis_points: int) -> int:
    if not 0 <= basis_points <= 10_000:
        raise BadStore(_("A tax rate is between 0 and 100 per cent."), field="fulfilment_tax_rate")
    return basis_points
