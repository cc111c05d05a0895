"""The worker's clock: what it goes by when its own may be wrong."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from kept.faces.worker.clock import _database_now, since_boot

pytestmark = [pytest.mark.django_db, pytest.mark.wall_clock]


def test_the_database_says_what_time_it_is():
    at = _database_now()
    if connection.vendor == "sqlite":
        assert at is None, "it is on the same machine"
    else:
        assert at is not None
        assert abs(timezone.now() - at) < timedelta(seconds=5)


def test_what_the_wall_clock_is_held_against_only_goes_on():
    first = since_boot()
    assert 0 < first <= since_boot()
