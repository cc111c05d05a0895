"""How whoever looks at a page reads: their language, and days and times as they are written where the store is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from babel import Locale
from babel.core import UnknownLocaleError
from django.utils.translation import get_language

from kept.messages.formatting import locale_of

_home: ContextVar[str] = ContextVar("home", default="")


@contextmanager
def country_formats(country: str) -> Iterator[None]:
    """Days and times inside are written as in that country (ISO 3166-1), in whatever language: in Berlin it is
    24 Nov, 18:00, also in English, as it is in the store's mails.
    """
    token = _home.set(country)
    try:
        yield
    finally:
        _home.reset(token)


def home() -> str:
    """The country inside `country_formats`; "" outside."""
    return _home.get()


def current_locale() -> Locale:
    """The reader's language as Babel knows it; English where Babel does not."""
    try:
        return Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def home_locale() -> Locale:
    """The reader's language as it is written in the store's country."""
    language = get_language() or "en"
    return locale_of(language.replace("-", "_"), home()) if home() else current_locale()
