"""A promise counts down, and says how long it is over, in the reader's language (C1, C5)."""

from datetime import timedelta

import pytest
from django.utils import translation

from kept.faces.look.words import countdown
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
