"""An allowance holds for all processes and threads together, and refuses nobody who stays within it (H4)."""

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kept.kit import rate_limits
from kept.kit.rate_limits import RateLimit, RateLimiter

TEN = RateLimit("ten", 10, 60)


@pytest.fixture
def places():
    return RateLimiter()


def test_a_full_bucket_can_be_used_at_once(places):
    taken = [places.take("anna", TEN, now=1000.0) for _ in range(11)]
    assert [left.granted for left in taken] == [True] * 10 + [False]
    assert [left.requests for left in taken] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]
    assert {left.seconds for left in taken} == {6}


def test_waiting_as_long_as_was_said_is_enough(places):
    now = 1000.0
    for _ in range(10):
        places.take("anna", TEN, now=now)
    for _ in range(50):
        left = places.take("anna", TEN, now=now)
        assert not left.granted
        now += left.seconds
        assert places.take("anna", TEN, now=now).granted


@pytest.mark.parametrize("seed", range(20))
def test_nobody_is_refused_within_the_allowance_and_nobody_gets_twice_as_much(places, seed):
    chance, now, granted = random.Random(seed), 5e6, []
    for _ in range(2000):
        now += chance.choice([0, 0.01, 1, 5.99, 6, 6.01, 70])
        within = [moment for moment in granted if moment > now - TEN.seconds]
        left = places.take("anna", TEN, now=now)
        if left.granted:
            granted.append(now)
            assert len(within) < 2 * TEN.requests
        else:
            assert len(within) >= TEN.requests


def test_looking_says_what_taking_would_and_takes_nothing(places):
    for _ in range(12):
        looked = [places.look("anna", TEN, now=1000.0) for _ in range(30)]
        assert {*looked} == {places.take("anna", TEN, now=1000.0)}
    assert not looked[0].granted
    assert places.look("anna", TEN, now=1006.0).granted


def test_people_and_allowances_are_apart(places):
    one = RateLimit("one", 1, 60)
    for who, allowance in (("anna", one), ("ben", one), ("anna", RateLimit("other", 1, 60))):
        assert places.take(who, allowance, now=0.0).granted
        assert not places.take(who, allowance, now=0.0).granted


def test_a_crowd_of_strangers_takes_nobodys_allowance_away(places):
    """Without room the oldest is forgotten: that allows more, and refuses nobody."""
    often = RateLimit("often", 1200, 60)
    for number in range(20_000):
        assert places.take(str(number), often, now=number / 1000).granted


def test_forgetting_fills_every_bucket(places):
    for _ in range(10):
        places.take("anna", TEN, now=0.0)
    places.forget()
    assert places.take("anna", TEN, now=0.0).requests == 9


def test_threads_and_forked_processes_count_together(places):
    many, now = RateLimit("many", 1000, 3600), time.monotonic()

    def take(_turn):
        return places.take("anna", many, now=now).granted

    reading, writing = os.pipe()
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            granted = sum(take(turn) for turn in range(400))
            os.write(writing, granted.to_bytes(4))
            os._exit(0)
        children.append(child)
    with ThreadPoolExecutor(4) as threads:
        granted = sum(threads.map(take, range(400)))
    for child in children:
        os.waitpid(child, 0)
        granted += int.from_bytes(os.read(reading, 4))
    os.close(reading), os.close(writing)
    assert granted == 1000


def test_control_two_that_were_not_forked_from_one_count_apart():
    apart = [RateLimiter(), RateLimiter()]
    assert sum(places.take("anna", TEN, now=0.0).granted for places in apart for _ in range(20)) == 20


def test_a_process_that_dies_leaves_no_lock_behind(places):
    child = os.fork()
    if child == 0:
        with places._alone():
            os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    assert places.take("anna", TEN, now=0.0).granted


def test_one_process_has_one_table():
    assert rate_limits.shared_rate_limiter() is rate_limits.shared_rate_limiter()
