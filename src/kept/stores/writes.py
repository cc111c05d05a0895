"""The rows of a store's settings.

The package's own write module, used by actions inside their transaction.
"""

import re
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from phonenumbers import SUPPORTED_REGIONS

from kept.kit import rows
from kept.kit.text import one_line, paragraphs
from kept.kit.transactions import change_cached_rows, require_transaction
from kept.stores.addresses import checked_address
from kept.stores.inputs import StoreInput
from kept.stores.models import Store
from kept.stores.refusals import BadStore, CurrencyStays

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def raise_revision(store_id: int) -> None:
    """Say that settings or the schedule are others now: whoever keeps them in memory reads them again."""
    change_cached_rows()
    rows.run("UPDATE store SET revision = revision + 1 WHERE id = %s", [store_id])


def put_settings(store: Store, wanted: dict[str, Any]) -> list[str]:
    """Save what is different on a locked store and raise its revision. Returns the fields' names."""
    require_transaction()
    changed = [name for name, value in wanted.items() if getattr(store, name) != value]
    if not changed:
        return []
    change_cached_rows()
    for name in changed:
        setattr(store, name, wanted[name])
    store.revision += 1
    store.save(update_fields=[*changed, "revision"])
    return changed


def details(store: Store, asked: StoreInput) -> dict[str, Any]:
    """The checked fields of what was asked. Raises BadStore with the field, or CurrencyStays."""
    if store.pk and store.has_orders and asked.currency != store.currency:
        raise CurrencyStays
    known = {code for code, _name in settings.LANGUAGES}
    languages = [code for code in dict.fromkeys(asked.languages) if code in known]
    country = _one_of(asked.country.upper(), SUPPORTED_REGIONS, "country")
    return {
        "name": _needed(one_line(asked.name, 120, "name"), "name"),
        "legal_name": one_line(asked.legal_name, 200, "legal_name"),
        "tagline": one_line(asked.tagline, 200, "tagline"),
        "about": paragraphs(asked.about, 5000, "about"),
        "email": email_of(asked.email),
        "phone": one_line(asked.phone, 32, "phone"),
        "address": checked_address(asked.address, country),
        "country": country,
        "currency": _one_of(asked.currency.upper(), list_currencies(), "currency"),
        "timezone": _one_of(asked.timezone, available_timezones(), "timezone"),
        "language": _one_of(asked.language, set(languages), "language"),
        "languages": languages,
        "accent": _colour(asked.accent),
        "prices_include_tax": asked.prices_include_tax,
        "fulfilment_tax_rate": _rate(asked.fulfilment_tax_rate),
        "policy": paragraphs(asked.policy, 20_000, "policy"),
        "bank_details": paragraphs(asked.bank_details, 1000, "bank_details"),
        "open_for_orders": asked.open_for_orders,
    }


def email_of(text: str) -> str:
    """An address that a message can reach, in lower case. Raises BadStore."""
    address = one_line(text, 254, "email").lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadStore(
            _("This is not an e-mail address. Write it like name@example.com."), field="email"
        ) from error
    return address


def _needed(text: str, field: str) -> str:
    if not text:
        raise BadStore(_("This is needed."), field=field)
    return text


def _one_of(value: str, known: set[str], field: str) -> str:
    if value not in known:
        raise BadStore(_("Choose one from the list."), field=field)
    return value


def _colour(text: str) -> str:
    colour = text.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise BadStore(_("A brand colour is written like #2a4f94."), field="accent")
    return colour


def _rate(basis_points: int) -> int:
    if not 0 <= basis_points <= 10_000:
        raise BadStore(_("A tax rate is between 0 and 100 per cent."), field="fulfilment_tax_rate")
    return basis_points
