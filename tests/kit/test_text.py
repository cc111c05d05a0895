"""Texts of people are kept as they meant them, without what no database keeps (H6)."""

import pytest

from kept.kit.refusals import Invalid
from kept.kit.text import one_line, paragraphs, strip_control_characters, strip_unstorable, whole_number


def test_a_line_has_single_spaces_and_no_control_characters() -> None:
    assert one_line(" Anna\t \x00\x07 Berg\n\ud800", 20) == "Anna Berg"


def test_paragraphs_keep_their_line_ends_and_an_emoji_its_joints() -> None:
    assert paragraphs("a \r\n\x00b\n\n👩‍🌾\x1b ", 20) == "a\nb\n\n👩‍🌾"


@pytest.mark.parametrize(
    "nothing", ["\u200b", "\u3164", "\u202e\u2066", "\u200d", " \u200c \u00ad", "\ufeff\n\u2800"]
)
@pytest.mark.parametrize("tidy", [one_line, paragraphs])
def test_what_shows_as_nothing_is_nothing(tidy, nothing: str) -> None:
    assert tidy(nothing, 20) == ""
    assert tidy(f"{nothing}Anna{nothing}", 20) == "Anna"


def test_what_joins_and_parts_letters_stays_between_them() -> None:
    assert one_line("می\u200cخواهم 👨‍👩‍👧", 20) == "می\u200cخواهم 👨‍👩‍👧"
    assert one_line("Anna \u202egreB", 20) == "Anna greB"


def test_a_letter_typed_in_two_parts_is_one() -> None:
    assert one_line("Mu\u0308ller", 6) == "Müller"


@pytest.mark.parametrize("tidy", [one_line, paragraphs])
def test_what_is_too_long_is_refused_and_not_cut(tidy) -> None:
    with pytest.raises(Invalid, match="at most 3"):
        tidy("four", 3, "note")


def test_what_is_printable_is_not_rewritten() -> None:
    """A password in two parts stays one that opens the same door."""
    assert strip_control_characters("u\u0308 \t\r\n\x00\x85") == "u\u0308 \t\r\n"


def test_plain_values_lose_what_cannot_be_stored_wherever_it_stands() -> None:
    held = {"a\0": ["b\ud83d", {"c": "d\0"}, 1, None, True], "e": "\x07"}
    assert strip_unstorable(held) == {"a": ["b", {"c": "d"}, 1, None, True], "e": "\x07"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), (" 42 ", 42), ("007", 7), (str(2**31 - 1), 2**31 - 1), (str(2**31), None), ("9" * 5000, None),
        ("", None), (None, None), ("-1", None), ("+1", None), ("1.5", None), ("1_000", None), ("²", None), ("٣", None),
    ],
)  # fmt: skip
def test_a_number_in_an_address_or_a_form_is_one_or_none(text, number) -> None:
    assert whole_number(text) == number


def test_a_number_may_have_a_bound_of_its_own() -> None:
    assert (whole_number("10", 10), whole_number("11", 10)) == (10, None)
