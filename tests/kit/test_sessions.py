"""A session that has expired leaves the database, and one that has not stays."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from kept.faces.worker.pumps import clean_up

pytestmark = pytest.mark.django_db(transaction=True)


def test_expired_sessions_are_deleted_however_many_and_the_others_stay():
    now = timezone.now()
    Session.objects.bulk_create(
        Session(session_key=f"old{number}", session_data="", expire_date=now - timedelta(seconds=1))
        for number in range(1_100)
    )
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(seconds=1))
    while clean_up(now):
        pass
    assert [one.pk for one in Session.objects.all()] == ["new"]
