"""Locales of a page: the reader's language, and the formats for days and times of the store's country."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from babel import Locale
from babel.core import UnknownLocaleError
from django.utils.translation import get_language

from kept.kit.money import money_locale
from kept.messages.formatting import locale_of

_country: ContextVar[str] = ContextVar("formats_country", default="")


@contextmanager
def country_formats(country: str) -> Iterator[None]:
    """Write days and times as in that country (ISO 3166-1), in any language.

    In Berlin it is 24 Nov, 18:00, in English, too, as in the store's mails.
    """
    token = _country.set(country)
    try:
        yield
    finally:
        _country.reset(token)


def formats_country() -> str:
    """Return the country inside `country_formats`; "" outside."""
    return _country.get()


def current_locale() -> Locale:
    """Return the Babel locale of the reader's language, or English where Babel has none."""
    try:
        return Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def number_locale() -> str:
    """Return the locale by which the reader writes money and reads it, in the store's country: `es_MX`."""
    return money_locale(str(current_locale()), formats_country())


def formats_locale() -> Locale:
    """Return the locale of the reader's language in the store's country."""
    language = get_language() or "en"
    return locale_of(language.replace("-", "_"), formats_country()) if formats_country() else current_locale()
