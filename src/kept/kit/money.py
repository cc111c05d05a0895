"""Money: integer minor units and an ISO 4217 code. Never a float."""

from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.languages import get_official_languages
from babel.numbers import (
    NumberFormatError,
    format_currency,
    get_currency_precision,
    get_decimal_symbol,
    parse_decimal,
)
from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid
from kept.kit.text import is_digits

# The largest amount Kept takes, in minor units: it fits a signed 64-bit integer with room for sums of a year.
LARGEST = 10**12


@lru_cache(maxsize=200)
def decimal_places(currency: str) -> int:
    """Return how many decimal places the currency has (EUR 2, JPY 0, KWD 3), from CLDR."""
    return int(get_currency_precision(currency))


@lru_cache(maxsize=500)
def money_locale(language: str, country: str) -> str:
    """Return the locale by which money is read and written in a language and a country: `"es", "MX"` → `es_MX`.

    Mexicans mark the cents with a point and Spaniards with a comma. A language that is not one of the country's is
    written by its own rules: English in a German shop stays English.
    """
    name = language.replace("-", "_")
    if name not in get_official_languages(country.upper(), regional=True, de_facto=True):
        return name
    try:
        return str(Locale.parse(f"{name}_{country.upper()}"))
    except (UnknownLocaleError, ValueError):
        return name


def format_money(amount: int, currency: str, language: str = "en") -> str:
    """`1250, "EUR", "de"` → `12,50 €`. `amount` in minor units; `language` or a locale (`money_locale`)."""
    return _show(amount, currency, language)


@lru_cache(maxsize=4096)
def _show(amount: int, currency: str, language: str) -> str:
    value = Decimal(amount).scaleb(-decimal_places(currency))
    return str(format_currency(value, currency, locale=language.replace("-", "_")))


def plain_amount(amount: int, currency: str) -> str:
    """`1250, "EUR"` → `12.50`: for machines (schema.org, CSV)."""
    return f"{Decimal(amount).scaleb(-decimal_places(currency)):.{decimal_places(currency)}f}"


def input_amount(amount: int, currency: str, language: str) -> str:
    """`1250, "EUR", "de"` → `12,50`: as a person types it, for form fields. `parse_amount` reads it back."""
    return plain_amount(amount, currency).replace(".", get_decimal_symbol(language.replace("-", "_")))


def parse_amount(text: str, currency: str, language: str = "en") -> int:
    """Parse an amount that a person typed into minor units. Raises Invalid with a sentence when it is no amount.

    `12,50` typed where a comma groups thousands is refused: it is not meant as 1250; so is `1,250` where a comma marks
    the cents: more places than the currency has are never guessed at. What `plain_amount` wrote is
    read as such in every language: `1.250` is one dinar and a quarter, since dinars have three places, and
    twelve hundred and fifty euros to a German.
    """
    typed = "".join(text.split()).replace("'", "\u2019")  # as keyboards write 1’250
    minor = _minor(typed, currency, language)
    if minor is None or minor != minor.to_integral_value() or abs(minor) > LARGEST:
        raise Invalid(
            _("“%(typed)s” is not an amount. Write it like %(example)s."),
            typed=text[:40],
            example=input_amount(1250, currency, language),
        )
    return int(minor)


def _minor(text: str, currency: str, language: str) -> Decimal | None:
    if any(character.isalpha() for character in text):
        return None  # "1e3" and "NaN" are numbers to a machine alone
    try:
        value = (
            Decimal(text) if _is_plain(text, currency) else parse_decimal(text, locale=language, strict=True)
        )
    except (InvalidOperation, NumberFormatError, ValueError):
        return None
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > decimal_places(currency):
        return None  # whoever writes `1,250` where a comma marks the cents meant twelve hundred and fifty
    return value.scaleb(decimal_places(currency))


def _is_plain(text: str, currency: str) -> bool:
    """A point and no more places than the currency has: with more, it may be the point that groups thousands."""
    whole, _, part = text.removeprefix("-").partition(".")
    return is_digits(whole) and (not part or (is_digits(part) and len(part) <= decimal_places(currency)))


def share(amount: int, numerator: int, denominator: int) -> int:
    """`amount × numerator / denominator`, rounded half away from zero, in integers only."""
    product = abs(amount) * numerator
    rounded = (2 * product + denominator) // (2 * denominator)
    return rounded if amount >= 0 else -rounded
