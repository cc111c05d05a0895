"""Workers wake the moment work is on disk; and a bell that is not heard costs nothing but the wait."""

import os
import socket
import stat
import threading
import time

import pytest

from kept.kit import notify_workers
from kept.kit.notify_workers import Listener, notify, notify_after_commit
from kept.kit.transactions import durable


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.ENVIRONMENT = type("Environment", (), {"data_dir": tmp_path})


def test_every_worker_wakes():
    with Listener("mail") as one, Listener("mail") as two:
        notify("mail")
        assert one.wait(0)
        assert two.wait(0)
        assert not one.wait(0)


def test_another_pump_sleeps_on():
    with Listener("mail") as worker, Listener("mailings") as another:
        notify("mail")
        assert worker.wait(0)
        assert not another.wait(0)


def test_it_wakes_at_once():
    with Listener("mail") as worker:
        threading.Timer(0.1, notify, ["mail"]).start()
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
            notify("mail")
        assert worker.wait(0)
        assert not worker.wait(0)


def test_ringing_never_waits_and_never_fails(tmp_path):
    notify("mail")  # nobody has ever listened here
    with Listener("mail"):  # somebody who does not wait
        began = time.monotonic()
        for _ in range(2000):
            notify("mail")
        assert time.monotonic() - began < 2
    (tmp_path / "notify" / "mail-stray").write_text("not a socket")
    notify("mail")


def test_a_worker_that_died_is_cleared_away(tmp_path, monkeypatch):
    (tmp_path / "notify").mkdir()
    monkeypatch.chdir(tmp_path / "notify")  # a whole path may be longer than a socket's address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind("mail-dead")
    with Listener("mail") as worker:
        notify("mail")
        assert worker.wait(0)
        assert len(os.listdir(tmp_path / "notify")) == 1
    assert os.listdir(tmp_path / "notify") == []


def test_the_folder_is_its_owners_alone(tmp_path):
    with Listener("mail"):
        assert stat.S_IMODE((tmp_path / "notify").stat().st_mode) == 0o700


def test_a_data_folder_with_a_long_name_will_do(tmp_path):
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    with Listener("mail", deep) as worker:
        notify("mail", deep)
        assert worker.wait(0)


def test_a_signal_handler_can_end_the_wait():
    with Listener("mail") as worker:
        threading.Timer(0.05, worker.notify).start()
        assert worker.wait(5)


@pytest.mark.django_db(transaction=True)
def test_it_rings_after_the_commit_once_and_not_after_a_rollback():
    with Listener("mail") as worker:
        with durable():
            notify_after_commit("mail")
            notify_after_commit("mail")
            assert not worker.wait(0)
        assert worker.wait(0)
        with pytest.raises(LookupError):
            undone()
        assert not worker.wait(0)


def undone() -> None:
    with durable():
        notify_after_commit("mail")
        raise LookupError


@pytest.mark.django_db(transaction=True)
def test_many_messages_in_one_transaction_ring_once(monkeypatch):
    rung: list[str] = []
    monkeypatch.setattr(notify_workers, "notify", rung.append)
    with durable():
        for _ in range(5):
            notify_after_commit("mail")
    assert rung == ["mail"]
