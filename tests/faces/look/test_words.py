"""A promise counts down, and says how long it is over, in the reader's language (C1, C5)."""

from datetime import timedelta

import pytest
from django.utils import translation

from kept.faces.look.words import countdown, on_record, when
from tests.factory import NOW


@pytest.mark.parametrize(
    ("left", "language", "said"),
    [
        (timedelta(minutes=45), "en", "in 45 minutes"),
        (timedelta(hours=3), "en", "in 3 hours"),
        (timedelta(hours=3), "de", "in 3 Stunden"),
        (timedelta(hours=3), "es", "dentro de 3 horas"),
        (-timedelta(days=2), "en", "2 days ago"),
    ],
)
def test_how_long_it_still_is(left: timedelta, language: str, said: str) -> None:
    with translation.override(language):
        assert countdown(NOW + left, NOW) == said


def test_on_record_every_day_has_its_date() -> None:
    """A3, B3: “tomorrow” on a ticket is wrong the day after."""
    soon = {"zone": "Europe/Berlin", "wished": False, "kind": "pickup"}
    tomorrow = (NOW + timedelta(days=1)).isoformat()
    assert when(tomorrow, tomorrow, now=NOW, **soon) == "Ready tomorrow from 10:00\u202fAM"
    assert on_record(tomorrow, tomorrow, agreed_at=NOW, **soon) == "Ready Wed, Nov 25 from 10:00\u202fAM"
    at_once = {**soon, "kind": "digital"}
    assert on_record(NOW.isoformat(), tomorrow, agreed_at=NOW, **at_once) == "Ready at once"
