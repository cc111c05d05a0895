"""Plain facts as a reader sees them: money, dates and shares in their language, times in the store's zone."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_time, format_timedelta
from babel.numbers import format_percent

from kept.messages.words import supported_language


def format_time_range(earliest: str, latest: str, zone: str, language: str, country: str = "") -> str:
    """Two ISO 8601 instants as a person says them: a moment, a time on one day, or from one day to another."""
    return _when(earliest, latest, zone, supported_language(language), country)


def format_duration(minutes: int, language: str) -> str:
    """A length of time as a person says it: `130, "de"` → `2 Stunden`."""
    return str(
        format_timedelta(
            timedelta(minutes=max(minutes, 1)), locale=supported_language(language), threshold=1.5
        )
    )


def format_share(rate: int, language: str) -> str:
    """Basis points as a share: `700, "de"` → `7 %`."""
    return _percent(rate, supported_language(language))


@lru_cache(maxsize=2048)
def _when(earliest: str, latest: str, zone: str, language: str, country: str) -> str:
    first, last = (datetime.fromisoformat(text).astimezone(ZoneInfo(zone)) for text in (earliest, latest))
    locale = locale_of(language, country)
    if first.date() != last.date():
        return str(format_interval(first, last, "yMMMMEEEEd", locale=locale, fuzzy=True))
    start, end = (format_time(moment, "short", locale=locale) for moment in (first, last))
    return f"{format_date(first, 'full', locale=locale)}, {start if start == end else f'{start} – {end}'}"


@lru_cache(maxsize=200)
def locale_of(language: str, country: str) -> Locale:
    """The language (`de`, `pt_BR`) as it is written in the store's country: 24 November in Berlin, also in English."""
    try:
        return Locale.parse(f"{language}_{country.upper()}") if country else Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language)


@lru_cache(maxsize=200)
def _percent(rate: int, language: str) -> str:
    return str(
        format_percent(
            rate / 10_000, format="#,##0.##\u00a0%" if language != "en" else "#,##0.##%", locale=language
        )
    )
