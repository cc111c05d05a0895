"""Money is whole minor units, exact for every currency, and typed as the reader writes it (D8)."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.kit.money import (
    LARGEST,
    decimal_places,
    format_money,
    input_amount,
    money_locale,
    parse_amount,
    plain_amount,
    share,
)
from kept.kit.refusals import Invalid


@pytest.mark.parametrize(("currency", "places"), [("EUR", 2), ("JPY", 0), ("KWD", 3)])
def test_each_currency_has_its_own_number_of_places(currency: str, places: int) -> None:
    assert decimal_places(currency) == places


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown", "bare"),
    [
        (1250, "EUR", "en", "€12.50", "12.50"),
        (1250, "EUR", "de", "12,50\u00a0€", "12.50"),
        (-1250, "EUR", "en", "-€12.50", "-12.50"),
        (1250, "JPY", "en", "¥1,250", "1250"),
        (1250, "KWD", "en", "KWD1.250", "1.250"),
        (5, "EUR", "en", "€0.05", "0.05"),
    ],
)
def test_it_is_shown_to_people_and_said_to_machines(
    amount: int, currency: str, language: str, shown: str, bare: str
) -> None:
    assert (format_money(amount, currency, language), plain_amount(amount, currency)) == (shown, bare)


@pytest.mark.parametrize(
    ("typed", "currency", "language", "amount"),
    [
        ("12.50", "EUR", "en", 1250),
        ("12,50", "EUR", "de", 1250),
        ("12.50", "EUR", "de", 1250),  # a point before two digits is a comma typed in haste
        ("1.250,00", "EUR", "de", 125000),
        ("1,250.00", "EUR", "en", 125000),
        (" 1 250,00 ", "EUR", "de", 125000),
        ("-3", "EUR", "en", -300),
        ("1250", "JPY", "en", 1250),
        ("1.250", "KWD", "en", 1250),
        (str(LARGEST // 100), "EUR", "en", LARGEST),
    ],
)
def test_what_people_type_becomes_minor_units(typed: str, currency: str, language: str, amount: int) -> None:
    assert parse_amount(typed, currency, language) == amount


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("", "EUR"), ("twelve", "EUR"), ("12.505", "EUR"), ("12.5", "JPY"), ("NaN", "EUR"), ("Infinity", "EUR"),
        ("1e3", "EUR"), ("--3", "EUR"), ("12,50", "EUR"), ("1,25", "KWD"), (str(-LARGEST), "EUR"),
        (str(LARGEST // 100 + 1), "EUR"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_a_sentence(typed: str, currency: str) -> None:
    """`12,50` too: in English a comma groups thousands, and nobody means 1,250 by it."""
    with pytest.raises(Invalid, match="is not an amount"):
        parse_amount(typed, currency)


@pytest.mark.parametrize(
    ("typed", "currency", "language"),
    [("1,250", "MXN", "es"), ("1,250", "EUR", "de"), ("12,500", "EUR", "es"), ("1.250", "USD", "en"),
     ("1,0", "JPY", "es"),
     ("9,990", "BRL", "pt"), ("1,2500", "KWD", "de"), ("0,100", "EUR", "de")],
)  # fmt: skip
def test_more_places_than_the_currency_has_are_refused_and_never_guessed_at(
    typed: str, currency: str, language: str
) -> None:
    """A Mexican's `1,250` is twelve hundred and fifty; it was sold for one and a quarter."""
    with pytest.raises(Invalid, match="is not an amount"):
        parse_amount(typed, currency, language)


@pytest.mark.parametrize(
    ("language", "country", "locale", "shown"),
    [
        ("es", "MX", "es_MX", "1,250.00"), ("es", "ES", "es_ES", "1.250,00"), ("es", "US", "es_US", "1,250.00"),
        ("es", "AR", "es_AR", "1.250,00"), ("de", "CH", "de_CH", "1’250.00"), ("de", "DE", "de_DE", "1.250,00"),
        ("de", "AT", "de_AT", "1.250,00"), ("en", "IN", "en_IN", "1,250.00"), ("en", "DE", "en", "1,250.00"),
        ("en", "CH", "en", "1,250.00"), ("de", "", "de", "1.250,00"), ("de", "XX", "de", "1.250,00"),
    ],
)  # fmt: skip
def test_money_is_written_and_read_by_the_country_where_it_speaks_the_language(
    language: str, country: str, locale: str, shown: str
) -> None:
    assert money_locale(language, country) == locale
    assert shown in format_money(125_000, "EUR", locale)
    assert parse_amount(shown, "EUR", locale) == 125_000


@pytest.mark.parametrize(
    ("typed", "locale", "amount"),
    [("1'250.50", "de_CH", 125_050), ("1,250", "es_MX", 125_000), ("1,25,000", "en_IN", 12_500_000),
     ("1\u202f250,50", "fr_CA", 125_050)],
)  # fmt: skip
def test_each_country_s_own_grouping_is_understood(typed: str, locale: str, amount: int) -> None:
    assert parse_amount(typed, "EUR", locale) == amount


@pytest.mark.parametrize(
    ("amount", "numerator", "denominator", "part"),
    [
        (100, 700, 10_000, 7),
        (50, 700, 10_000, 4),  # 3.5: half goes up
        (49, 700, 10_000, 3),  # 3.43
        (-50, 700, 10_000, -4),  # and away from zero
        (10_700, 700, 10_700, 700),  # the tax inside
        (LARGEST, 9_999, 10_000, 999_900_000_000),
    ],
)
def test_a_share_is_rounded_half_away_from_zero(
    amount: int, numerator: int, denominator: int, part: int
) -> None:
    assert share(amount, numerator, denominator) == part


AMOUNTS = st.integers(-LARGEST, LARGEST)
CURRENCIES = st.sampled_from(["JPY", "KRW", "EUR", "USD", "KWD", "BHD", "TND"])
LANGUAGES = st.sampled_from(["en", "de", "es", "en-GB", "de-CH", "es-MX"])


@given(AMOUNTS, CURRENCIES, LANGUAGES)
def test_what_stands_in_a_field_is_read_back_as_it_was(amount: int, currency: str, language: str) -> None:
    """In no currency and no language does saving an untouched form change an amount."""
    assert parse_amount(plain_amount(amount, currency), currency, language) == amount
    assert parse_amount(input_amount(amount, currency, language), currency, language) == amount


@given(AMOUNTS, CURRENCIES, LANGUAGES)
def test_an_amount_as_it_is_shown_is_that_amount_or_none(amount: int, currency: str, language: str) -> None:
    """Copied from a page, grouped and all: the same again, or refused; never silently another."""
    bare = "".join(
        sign for sign in format_money(amount, currency, language) if sign in "-.,’' \u00a0" or sign.isdigit()
    )
    bare = bare.replace("’", "'")
    if abs(amount) < 1000 * 10 ** decimal_places(currency):
        assert parse_amount(bare, currency, language) == amount, (
            "nothing is grouped yet, so there is no doubt"
        )
        return
    with suppress(Invalid):
        assert parse_amount(bare, currency, language) == amount


@pytest.mark.parametrize(
    ("amount", "currency", "language", "stands"),
    [
        (4200, "EUR", "de", "42,00"), (4200, "EUR", "es", "42,00"), (4200, "EUR", "en", "42.00"),
        (12500, "KWD", "de", "12,500"),
    ],
)  # fmt: skip
def test_a_field_shows_an_amount_as_its_reader_types_it(
    amount: int, currency: str, language: str, stands: str
) -> None:
    assert input_amount(amount, currency, language) == stands
