"""A worker as a process of its own: it wakes at once, stops in good order, and survives being killed (I4)."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from kept.faces.worker import heartbeat
from kept.faces.worker.heartbeat import Heartbeat, last_beat
from kept.faces.worker.loop import PumpLoop
from kept.faces.worker.pumps import at_most_every
from tests.rig.post import Post, free_port

pytestmark = pytest.mark.wall_clock

ROOT = Path(__file__).resolve().parents[3]
# A worker that does not wait long for a dead one.
RUN = """
import django; django.setup()
from kept.messages.delivery import MessageConsumer
MessageConsumer.lease_seconds = 1.0
from kept.faces.worker import run
run()
"""
PLACE = """
import django; django.setup()
import json, sys, time
from kept.stores.models import Store
from tests.rig.factory import a_store, an_order
store = Store.objects.first() or a_store()
placed = []
for _ in range(int(sys.argv[1])):
    an_order(store)
    placed.append(time.monotonic())
    time.sleep(float(sys.argv[2]))
print(json.dumps(placed))
"""


class Desk:
    """An installation of its own on the embedded database, with a mail server beside it."""

    def __init__(self, folder: Path, post: Post) -> None:
        self.folder = folder
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("KEPT_")},
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "kept.config.settings",
            "KEPT_DATA_DIR": str(folder),
            "KEPT_SMTP_URL": f"smtp://127.0.0.1:{post.port}",
        }
        self.workers: list[subprocess.Popen[bytes]] = []
        self.python("import django; django.setup(); from django.core.management import call_command; "
                    "call_command('migrate', verbosity=0)")  # fmt: skip

    def python(self, code: str, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", code, *arguments], env=self.env, check=True, capture_output=True, text=True
        ).stdout

    def place(self, count: int, pause: float = 0.0) -> list[float]:
        """Place orders; returns when each was on disk, by the machine's monotonic clock."""
        return list(json.loads(self.python(PLACE, str(count), str(pause))))

    def worker(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", RUN], env=self.env, stderr=subprocess.PIPE)
        self.workers.append(process)
        until(lambda: last_beat("messages", self.folder) is not None)
        return process

    def states(self) -> Counter[str]:
        with sqlite3.connect(self.folder / "kept.sqlite3") as database:
            return Counter(state for (state,) in database.execute("SELECT state FROM message"))


@pytest.fixture
def office() -> Iterator[Post]:
    """The mail server; `arrived` notes when each mail came."""
    post = Post(port=free_port())
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    yield post
    controller.stop()


@pytest.fixture
def desk(tmp_path: Path, office: Post) -> Iterator[Desk]:
    made = Desk(tmp_path, office)
    yield made
    for process in made.workers:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_a_worker_wakes_at_once_and_stops_in_good_order(desk: Desk, office: Post) -> None:
    """A1: the confirmation is there before anybody wonders; SIGTERM loses nothing."""
    arrived: list[float] = []

    def note(command: str, about: object) -> None:
        if command == "DATA":
            arrived.append(time.monotonic())

    office.answer = note
    worker = desk.worker()
    placed = desk.place(5, pause=0.7)
    until(lambda: len(arrived) == 10)
    waits = sorted(next(at for at in arrived if at > moment) - moment for moment in placed)
    assert waits[len(waits) // 2] < 1.0, "not at the next look, which is two seconds away"
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=15) == 0
    assert desk.states() == {"handed_over": 10}
    assert last_beat("messages", desk.folder) is None, "who ends in good order leaves no sign of life behind"


@pytest.mark.faults
def test_a_worker_killed_between_hand_over_and_note_repeats_at_most_that_mail(
    desk: Desk, office: Post
) -> None:
    """I4: nothing is lost; only the one whose answer met nobody comes twice, under one Message-ID."""
    desk.place(4)
    kill: list[int] = []

    def die(command: str, about: object) -> None:
        if command == "DATA" and len(office.mails) == 3 and kill:
            # The mail is kept; its answer meets nobody.
            os.kill(kill.pop(), signal.SIGKILL)

    office.answer = die
    first = subprocess.Popen([sys.executable, "-c", RUN], env=desk.env, stderr=subprocess.DEVNULL)
    desk.workers.append(first)
    kill.append(first.pid)
    assert first.wait(timeout=30) == -signal.SIGKILL
    assert desk.states()["sending"] >= 1
    desk.worker()
    until(lambda: desk.states().keys() <= {"handed_over", "merged"}, seconds=60)
    ids = Counter(mail["Message-ID"] for mail in office.read())
    # Four customers; the store is told of what waited together in one message.
    assert len(ids) == desk.states()["handed_over"] >= 5
    assert sum(ids.values()) <= len(ids) + 1


def test_a_pump_that_fails_rests_and_is_asked_again(tmp_path, settings, caplog) -> None:
    """Whatever goes wrong is written down; the worker goes on."""
    answers = iter([RuntimeError("no database"), 3, 0])

    def pump(now):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    turns = PumpLoop("messages", pump)
    assert [turns.turn(), turns.turn(), turns.turn()] == [0, 3, 0]
    assert "The pump messages failed and rests for 1 s." in caplog.text
    turns.stop()
    turns.work()


def test_housekeeping_comes_round_now_and_then() -> None:
    """Not at every look, at once again while there is more to do, and not silenced by a clock set back."""
    left = [500, 20, 0, 0, 0]
    asked = []

    def pump(now):
        asked.append(now)
        return left.pop(0)

    seldom = at_most_every(pump, timedelta(minutes=10))
    assert [seldom(timezone.now()), seldom(timezone.now()), seldom(timezone.now())] == [500, 20, 0]
    assert seldom(timezone.now() + timedelta(minutes=9)) == 0
    assert len(asked) == 3
    seldom(timezone.now() + timedelta(minutes=11))
    seldom(timezone.now() - timedelta(days=1))
    assert len(asked) == 5


def test_a_sign_of_life_that_cannot_be_given_ends_no_worker(tmp_path, monkeypatch) -> None:
    """Its folder was tidied away, and then the disk took nothing more: the messages leave all the same."""
    monkeypatch.setattr(heartbeat, "EVERY_SECONDS", 0.0)
    folder = tmp_path / heartbeat.FOLDER
    with Heartbeat("messages", tmp_path) as beating:
        shutil.rmtree(folder)
        beating.beat()
        assert last_beat("messages", tmp_path) is not None
        shutil.rmtree(folder)
        folder.write_text("in the way")
        beating.beat()
        folder.unlink()
