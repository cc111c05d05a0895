"""A postal code that everybody understands is taken, and stored as its country writes it."""

import pytest

from kept.customers.addresses import address_lines, checked_address, rules_of
from kept.customers.postal_codes import postal_code_of
from kept.faces.ui.address_fields import countries
from kept.kit.refusals import Invalid

EXAMPLES = [
    (country, example) for country, _name in countries() for example in rules_of(country).postal_code_examples
]


@pytest.mark.parametrize(
    ("country", "typed", "stored"),
    [
        ("NL", "1012 lg", "1012 LG"), ("NL", "1012lg", "1012 LG"), ("NL", "NL-1012 LG", "1012 LG"),
        ("PL", "00950", "00-950"), ("PL", "00 950", "00-950"), ("PL", "PL 00-950", "00-950"),
        ("JP", "１００－０００１", "100-0001"), ("JP", "〒1000001", "100-0001"), ("JP", "100ー0001", "100-0001"),
        ("GB", "sw1a1aa", "SW1A 1AA"), ("GB", "m2  5bq", "M2 5BQ"), ("GB", "CR26XH", "CR2 6XH"),
        ("DE", "D-10115", "10115"), ("DE", "10115 ", "10115"), ("CH", "CH-8001", "8001"), ("AT", "A-1010", "1010"),
        ("SE", "114 55", "114 55"), ("SE", "S-11455", "11455"), ("CA", "k1a0b1", "K1A 0B1"),
        ("CA", "K1A-0B1", "K1A 0B1"),
        ("US", "12345–6789", "12345-6789"), ("US", "123456789", "12345-6789"), ("US", "12345", "12345"),
        ("BR", "01310100", "01310-100"), ("PT", "1000205", "1000-205"), ("IE", "a65f4e2", "A65 F4E2"),
        ("SA", "١٢٣٤٥", "12345"), ("LV", "1010", "LV-1010"), ("LU", "L-1234", "1234"), ("CZ", "11000", "110 00"),
        ("GR", "10431", "104 31"), ("FR", "F-75001", "75001"), ("MT", "vlt1117", "VLT 1117"),
    ],
)  # fmt: skip
def test_it_is_understood_as_typed(country: str, typed: str, stored: str) -> None:
    assert postal_code_of(country, typed) == stored
    assert postal_code_of(country, stored) == stored


@pytest.mark.parametrize(
    ("country", "typed"),
    [("DE", "1011"), ("DE", "F-75001"), ("NL", "012 LG"), ("GB", "10115"), ("US", "1234"), ("JP", "10-0001"),
     ("DE", "٧" * 50)],
)  # fmt: skip
def test_what_is_no_code_of_the_country_is_still_none(country: str, typed: str) -> None:
    """Nor is it bent until it fits: another country's sign before it says that the country is wrong."""
    assert postal_code_of(country, typed) == typed
    address = {"street_address": "1 Main St", "city": "X", "postal_code": typed, "country_code": country}
    with pytest.raises(Invalid) as refused:
        checked_address(address)
    assert "address.postal_code" in refused.value.facts["fields"]


WIDE = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(ord("!"), ord("~") + 1)})


@pytest.mark.parametrize(
    "habit",
    [str, str.lower, lambda code: code.translate(WIDE), lambda code: code.replace("-", "–"), lambda code: f"  {code} ",
     lambda code: code.replace(" ", ""), lambda code: code.replace(" ", "  ")],
    ids=["as the country does", "small", "wide", "long dashes", "spaces around", "no spaces", "more spaces"],
)  # fmt: skip
def test_every_country_s_own_examples_are_taken_as_people_type_them(habit) -> None:
    """One code is one code: each comes out as the example does, and goes in again."""
    assert len(EXAMPLES) > 400
    wrong = {
        (country, habit(example)): stored
        for country, example in EXAMPLES
        if (stored := postal_code_of(country, habit(example))) != postal_code_of(country, example)
        or any(not matcher.match(stored) for matcher in rules_of(country).postal_code_matchers)
    }
    assert wrong == {}


def test_what_kept_prints_is_taken_again() -> None:
    """The line of a label, with the country's sign before the code, typed into the field."""
    for country, code in (("CH", "8001"), ("LU", "1234"), ("FI", "00100"), ("AX", "22100"), ("LT", "01001")):
        stored = postal_code_of(country, code)
        address = {
            "street_address": "1 Main St",
            "city": "Town",
            "postal_code": stored,
            "country_code": country,
        }
        printed = next(line for line in address_lines(address, country) if code in line)
        assert postal_code_of(country, printed.replace("Town", "").strip(" ,")) == stored
