"""A promise counts down, and says how long it is over, in the reader's language (C1, C5)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from kept.faces.ui.templatetags.kept import span
from kept.faces.ui.texts import countdown, when, when_dated
from tests.rig.clock import TUESDAY

BERLIN = ZoneInfo("Europe/Berlin")
SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
)  # fmt: skip


@pytest.mark.parametrize(
    ("length", "language", "text"),
    [
        (45 * MINUTE, "en", "in 45 minutes"),
        (3 * HOUR, "en", "in 3 hours"),
        (3 * HOUR, "de", "in 3 Stunden"),
        (3 * HOUR, "es", "dentro de 3 horas"),
        (-2 * DAY, "en", "2 days ago"),
    ],
)
def test_how_long_it_still_is(length: timedelta, language: str, text: str) -> None:
    with translation.override(language):
        assert countdown(timezone.now() + length, timezone.now()) == text


@pytest.mark.at(TUESDAY)
def test_on_record_every_day_has_its_date() -> None:
    """A3, B3: “tomorrow” on a ticket is wrong the day after."""
    soon = {"zone": "Europe/Berlin", "wished": False, "kind": "pickup"}
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    assert when(tomorrow, tomorrow, now=timezone.now(), **soon) == "Ready tomorrow from 10:00\u202fAM"
    assert (
        when_dated(tomorrow, tomorrow, agreed_at=timezone.now(), **soon)
        == "Ready Wed, Nov 25 from 10:00\u202fAM"
    )
    at_once = {**soon, "kind": "digital"}
    assert (
        when_dated(timezone.now().isoformat(), tomorrow, agreed_at=timezone.now(), **at_once)
        == "Ready at once"
    )


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "0 seconds"),
        (2 * MINUTE - SECOND, "119 seconds"),
        (2 * MINUTE, "2 minutes"),
        (3 * MINUTE - SECOND, "2 minutes"),
        (2 * HOUR - SECOND, "119 minutes"),
        (2 * HOUR, "2 hours"),
        (3 * HOUR - SECOND, "2 hours"),
        (DAY, "24 hours"),
        (38 * HOUR, "38 hours"),
        (2 * DAY - SECOND, "47 hours"),
        (2 * DAY, "2 days"),
        (3 * DAY - SECOND, "2 days"),
        (14 * DAY - SECOND, "13 days"),
        (14 * DAY, "2 weeks"),
        (21 * DAY - SECOND, "2 weeks"),
        (60 * DAY - SECOND, "8 weeks"),
        (60 * DAY, "2 months"),
        (730 * DAY - SECOND, "24 months"),
        (730 * DAY, "2 years"),
    ],
)
def test_there_is_never_less_time_than_is_said(length: timedelta, text: str) -> None:
    """C5: two of a unit are needed before it is used, and what is left over is not rounded up."""
    assert countdown(timezone.now() + length, timezone.now()) == f"in {text}"
    assert span(length) == span(-length) == text


@pytest.mark.parametrize(
    ("now", "until", "text"),
    [
        # The night in March has an hour less, the one in October an hour more.
        ("2027-03-27T20:00+01:00", "2027-03-28T20:00+02:00", "in 23 hours"),
        ("2026-10-24T20:00+02:00", "2026-10-25T20:00+01:00", "in 25 hours"),
        ("2027-03-27T10:00+01:00", "2027-03-29T10:00+02:00", "in 47 hours"),
        ("2026-10-24T10:00+02:00", "2026-10-26T09:00+01:00", "in 2 days"),
        ("2027-03-28T01:30+01:00", "2027-03-28T03:30+02:00", "in 60 minutes"),
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "in 60 minutes"),
    ],
)
def test_hours_are_hours_where_the_clock_is_put_forward_or_back(now: str, until: str, text: str) -> None:
    """Both read on the store's own clock, which repeats an hour in October and leaves one out in March."""
    begins, ends = (datetime.fromisoformat(at).astimezone(BERLIN) for at in (now, until))
    assert countdown(ends, begins) == text
