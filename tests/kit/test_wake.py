"""Workers wake the moment work is on disk; and a bell that is not heard costs nothing but the wait."""

import os
import socket
import stat
import threading
import time

import pytest

from kept.kit import wake
from kept.kit.transactions import durable
from kept.kit.wake import Listener, ring, wake_after_commit


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.ENVIRONMENT = type("Environment", (), {"data_dir": tmp_path})


def test_every_worker_wakes():
    with Listener("mail") as one, Listener("mail") as two:
        ring("mail")
        assert one.wait(0)
        assert two.wait(0)
        assert not one.wait(0)


def test_another_pump_sleeps_on():
    with Listener("mail") as worker, Listener("mailings") as another:
        ring("mail")
        assert worker.wait(0)
        assert not another.wait(0)


def test_it_wakes_at_once():
    with Listener("mail") as worker:
        threading.Timer(0.1, ring, ["mail"]).start()
        began = time.monotonic()
        assert worker.wait(5)
        assert 0.05 < time.monotonic() - began < 1


def test_without_a_ring_it_looks_by_itself():
    with Listener("mail") as worker:
        began = time.monotonic()
        assert not worker.wait(0.1)
        assert 0.1 <= time.monotonic() - began < 1


def test_a_ring_between_two_waits_is_not_lost_and_many_are_one():
    with Listener("mail") as worker:
        for _ in range(100):
            ring("mail")
        assert worker.wait(0)
        assert not worker.wait(0)


def test_ringing_never_waits_and_never_fails(tmp_path):
    ring("mail")  # nobody has ever listened here
    with Listener("mail"):  # somebody who does not wait
        began = time.monotonic()
        for _ in range(2000):
            ring("mail")
        assert time.monotonic() - began < 2
    (tmp_path / "wake" / "mail-stray").write_text("not a socket")
    ring("mail")


def test_a_worker_that_died_is_cleared_away(tmp_path):
    (tmp_path / "wake").mkdir()
    dead = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    dead.bind(str(tmp_path / "wake" / "mail-dead"))
    dead.close()
    with Listener("mail") as worker:
        ring("mail")
        assert worker.wait(0)
        assert len(os.listdir(tmp_path / "wake")) == 1
    assert os.listdir(tmp_path / "wake") == []


def test_the_folder_is_its_owners_alone(tmp_path):
    with Listener("mail"):
        assert stat.S_IMODE((tmp_path / "wake").stat().st_mode) == 0o700


def test_a_data_folder_with_a_long_name_will_do(tmp_path):
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    with Listener("mail", deep) as worker:
        ring("mail", deep)
        assert worker.wait(0)


def test_a_signal_handler_can_end_the_wait():
    with Listener("mail") as worker:
        threading.Timer(0.05, worker.ring).start()
        assert worker.wait(5)


@pytest.mark.django_db(transaction=True)
def test_it_rings_after_the_commit_once_and_not_after_a_rollback():
    with Listener("mail") as worker:
        with durable():
            wake_after_commit("mail")
            wake_after_commit("mail")
            assert not worker.wait(0)
        assert worker.wait(0)
        with pytest.raises(LookupError):
            undone()
        assert not worker.wait(0)


def undone() -> None:
    with durable():
        wake_after_commit("mail")
        raise LookupError


@pytest.mark.django_db(transaction=True)
def test_many_messages_in_one_transaction_ring_once(monkeypatch):
    rung: list[str] = []
    monkeypatch.setattr(wake, "ring", rung.append)
    with durable():
        for _ in range(5):
            wake_after_commit("mail")
    assert rung == ["mail"]
