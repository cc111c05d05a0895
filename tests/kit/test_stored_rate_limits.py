"""Buckets in the database: all processes count together, none is forgotten while it is in use (B5, H4)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from kept.faces.worker.pumps import clean_up
from kept.kit import stored_rate_limits
from kept.kit.models import RateLimitBucket
from kept.kit.rate_limits import RateLimit
from kept.kit.stored_rate_limits import Bucket, delete_full_buckets, give_back, take_all

FIVE = RateLimit("five", 5, 300)
SIX = RateLimit("six", 6, 3600)
ANNA = Bucket("anna", FIVE)


@pytest.mark.django_db
def test_waiting_as_long_as_was_said_is_enough() -> None:
    now = 1e9
    assert [take_all([ANNA], now=now).granted for _ in range(7)] == [True] * 5 + [False] * 2
    wait = take_all([ANNA], now=now).seconds
    assert wait == 60
    assert not take_all([ANNA], now=now + wait - 1).granted
    assert take_all([ANNA], now=now + wait).granted


@pytest.mark.django_db
def test_where_one_bucket_refuses_nothing_is_taken_from_the_others() -> None:
    both = [ANNA, Bucket("anna", SIX)]
    results = [take_all(both, now=1e9) for _ in range(20)]
    assert [result.granted for result in results] == [True] * 5 + [False] * 15
    assert take_all([Bucket("anna", SIX)], now=1e9).granted
    refused = take_all(both, now=1e9)
    assert (refused.allowance, refused.seconds) == (SIX, 600), "the longest wait is said"


@pytest.mark.django_db
def test_what_was_given_back_can_be_taken_again() -> None:
    for _ in range(12):
        assert take_all([ANNA], now=1e9).granted
        give_back([ANNA])


@pytest.mark.django_db
def test_a_clock_that_was_set_back_makes_nobody_wait_longer_than_the_window() -> None:
    for _ in range(5):
        take_all([ANNA], now=1e9)
    refused = take_all([ANNA], now=1e9 - 3600)
    assert not refused.granted
    assert refused.seconds <= FIVE.seconds
    assert take_all([ANNA], now=1e9 - 3600 + refused.seconds).granted


@pytest.mark.django_db(transaction=True)
def test_what_is_full_again_leaves_the_database_and_what_is_in_use_stays(clock: Any) -> None:
    for number in range(30):
        take_all([Bucket(str(number), FIVE)], now=timezone.now().timestamp())
    clock.shift(timedelta(seconds=60))
    for _ in range(5):
        take_all([ANNA], now=timezone.now().timestamp())
    while clean_up(timezone.now()):
        pass
    assert [row.name for row in RateLimitBucket.objects.all()] == [ANNA.name]


@pytest.mark.django_db(transaction=True)
def test_of_too_many_the_fullest_go_and_locks_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_rate_limits, "MOST", 10)
    for _ in range(5):
        take_all([ANNA], now=1e9)
    for number in range(40):
        take_all([Bucket(str(number), FIVE)], now=1e9)
    while delete_full_buckets(1e9):
        pass
    left = set(RateLimitBucket.objects.values_list("name", flat=True))
    assert len(left) <= 10
    assert ANNA.name in left


@pytest.mark.django_db(transaction=True)
def test_threads_with_buckets_in_another_order_count_together_and_block_nobody() -> None:
    buckets = [Bucket(name, RateLimit("many", 30, 3600)) for name in "abcd"]

    def take(turn: int) -> bool:
        try:
            return take_all(buckets if turn % 2 else buckets[::-1], now=1e9).granted
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(take, range(60))) == 30
