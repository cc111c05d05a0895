"""People are known by an address in lower case and a number in E.164, however they write them."""

import pytest

from kept.customers.identities import email_identity, phone_identity, phone_prefix
from kept.kit.refusals import Invalid


@pytest.mark.parametrize(
    ("typed", "country", "identity"),
    [
        ("030 1234567", "DE", "+49301234567"),
        ("+49 (0)30 123 45 67", "US", "+49301234567"),
        ("0049-30-1234567", "DE", "+49301234567"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("+39 06 1234 5678", "DE", "+390612345678"),  # in Italy the nought stays
        ("+683 4002", "DE", "+6834002"),  # Niue: as short as whole numbers get
        ("  ", "DE", ""),
    ],
)
def test_a_number_is_the_same_number_however_it_is_written(typed: str, country: str, identity: str) -> None:
    assert phone_identity(typed, country) == identity


@pytest.mark.parametrize("typed", ["call me", "+49 1", "0" * 30, "+999 123456"])
def test_what_is_no_number_is_refused_with_its_field(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        phone_identity(typed, "DE")
    assert refused.value.facts["field"] == "phone"


@pytest.mark.parametrize(
    ("typed", "country"),
    [("12", "DE"), ("+49 12", "US"), ("112", "DE"), ("1234", "DE"), ("12345", "DE"), ("0000000", "DE"), ("12", "GB"),
     ("555 1234", "US"), ("+1 555 0100", "DE")],
)  # fmt: skip
def test_a_few_digits_are_no_number_that_two_strangers_could_share(typed: str, country: str) -> None:
    with pytest.raises(Invalid) as refused:
        phone_identity(typed, country)
    assert refused.value.facts["field"] == "phone"


@pytest.mark.parametrize(
    ("half", "country", "begins"),
    [("030 12", "DE", "+493012"), ("+49 30", "US", "+4930"), ("030", "", "+030")],
)
def test_half_a_number_is_read_as_the_beginning_of_a_whole_one(half: str, country: str, begins: str) -> None:
    assert phone_prefix(half, country) == begins


def test_capitals_and_spaces_make_no_other_person() -> None:
    assert email_identity(" Anna.Berg@Example.COM ") == "anna.berg@example.com"
    assert email_identity("") == ""


@pytest.mark.parametrize(
    "typed", ["anna", "anna@", "a b@example.com", "anna@example.com\r\nBcc: x@example.com"]
)
def test_what_no_mail_could_reach_is_refused_with_its_field(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        email_identity(typed)
    assert refused.value.facts["field"] == "email"
