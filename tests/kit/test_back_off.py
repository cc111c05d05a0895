"""What failed is tried again after waits that grow, and not for ever (F3)."""

from datetime import timedelta

from kept.kit.queue import GIVE_UP_AFTER, back_off


def test_waits_double_up_to_ten_minutes_and_differ_by_up_to_a_fifth():
    for attempts, middle in enumerate([5, 10, 20, 40, 80, 160, 320, 600, 600, 600], start=1):
        waits = [back_off(attempts, seed=seed) or 0 for seed in range(300)]
        assert middle * 0.8 <= min(waits) < middle * 0.85
        assert middle * 1.15 < max(waits) <= middle * 1.2


def test_the_same_row_gets_the_same_wait():
    assert back_off(3, seed=7) == back_off(3, seed=7) != back_off(3, seed=8)


def test_there_is_an_end_after_about_three_days():
    waits = [back_off(attempts, seed=1) for attempts in range(1, GIVE_UP_AFTER)]
    assert None not in waits
    assert timedelta(days=2.8) < timedelta(seconds=sum(waits)) < timedelta(days=3.2)
    assert back_off(GIVE_UP_AFTER, seed=1) is None
    assert back_off(GIVE_UP_AFTER + 1, seed=1) is None
