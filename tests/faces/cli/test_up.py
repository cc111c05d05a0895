"""`kept up` is the whole installation: it serves, keeps both parts running, and ends them in order (I1, I4)."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tools.installation import family

pytestmark = pytest.mark.wall_clock

PASSWORD = "promises are kept"
ENDS_WITHIN_SECONDS = 10.0
STARTS_WITHIN_SECONDS = 60.0  # a new database is made first, and the machine may be busy


@dataclass
class House:
    """A running `kept up` with a data folder of its own."""

    process: "subprocess.Popen[bytes]"
    port: int
    environment: dict[str, str]

    def page(self, path: str, by: OpenerDirector | None = None, **typed: str) -> str:
        data = urlencode(typed).encode() if typed else None
        opener = by or build_opener()
        with opener.open(f"http://127.0.0.1:{self.port}{path}", data, timeout=5) as answer:
            return str(answer.read().decode())

    def answers(self) -> bool:
        try:
            return "<form" in self.page("/accounts/login/")
        except (URLError, OSError):
            return False

    def parts(self) -> dict[str, int]:
        """The processes that run right under it, by their `kept` word."""
        below = [pid for pid in family(self.process.pid) if parent_of(pid) == self.process.pid]
        return {
            word: pid for pid in below for word in ("serve", "worker", "migrate") if word in words_of(pid)
        }


def words_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def until(holds: Callable[[], object], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def kept(environment: dict[str, str], *words: str, **more: object) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "kept.faces.cli.main", *words]
    return subprocess.Popen(command, env=environment, **more)  # type: ignore[call-overload,no-any-return]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "KEPT_DATA_DIR": str(tmp_path_factory.mktemp("house")),
        "KEPT_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    environment.pop("KEPT_DATABASE_URL", None)
    made = House(kept(environment, "up", "--port", str(port)), port, environment)
    try:
        assert until(made.answers, STARTS_WITHIN_SECONDS)
        yield made
    finally:
        end(made)


def end(house: House) -> float:
    """SIGTERM, as a service manager sends it. Returns how long everything took to end."""
    every, began = family(house.process.pid), time.monotonic()
    house.process.terminate()
    try:
        house.process.wait(ENDS_WITHIN_SECONDS)
    finally:
        for pid in every:
            if words_of(pid):
                os.kill(pid, signal.SIGKILL)
    return time.monotonic() - began


def test_a_new_folder_becomes_a_shop_whose_owner_signs_in(house: House) -> None:
    """From nothing to the desk with two commands, as the README says."""
    assert set(house.parts()) == {"serve", "worker"}
    opening = kept(
        house.environment,
        "create-store",
        "wren",
        "Wren",
        "mia@wren.example",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    said, _ = opening.communicate(f"{PASSWORD}\n".encode(), timeout=30)
    assert (opening.returncode, said) == (0, b"Wren is open. Sign in at /desk/wren/ as mia@wren.example.\n")
    stranger, mia = (build_opener(HTTPCookieProcessor(CookieJar())) for _ in range(2))
    for browser, password in ((stranger, "guessed"), (mia, PASSWORD)):
        token = re.search(
            r'name="csrfmiddlewaretoken" value="(\w+)"', house.page("/accounts/login/", browser)
        )
        assert token is not None
        house.page(
            "/accounts/login/",
            browser,
            login="mia@wren.example",
            password=password,
            csrfmiddlewaretoken=token[1],
        )
    assert 'name="password"' in house.page("/desk/wren/", stranger)
    assert 'name="password"' not in house.page("/desk/wren/", mia)


@pytest.mark.parametrize("part", ["serve", "worker"])
def test_a_part_that_is_killed_is_started_again_and_the_other_goes_on(house: House, part: str) -> None:
    before = house.parts()
    os.kill(before[part], signal.SIGKILL)
    assert until(lambda: house.parts().get(part, before[part]) != before[part], 10)
    assert until(house.answers, 20)
    after = house.parts()
    assert {word for word in before if before[word] == after.get(word)} == set(before) - {part}


def test_asked_to_stop_it_ends_both_parts_and_nothing_stays_behind(house: House) -> None:
    """The folder of the first is used again: what is there is brought up to date and served."""
    port = free_port()
    second = House(kept(house.environment, "up", "--port", str(port)), port, house.environment)
    try:
        assert until(second.answers, STARTS_WITHIN_SECONDS)
        every = family(second.process.pid)
        assert len(every) >= 3
    finally:
        seconds = end(second)
    assert second.process.returncode == 0
    assert seconds < ENDS_WITHIN_SECONDS
    assert not any(words_of(pid) for pid in every)


def test_serve_alone_answers_and_stops_when_asked(house: House) -> None:
    """A service manager runs this when it keeps the parts running itself."""
    port = free_port()
    alone = House(kept(house.environment, "serve", "--port", str(port)), port, house.environment)
    try:
        assert until(alone.answers, STARTS_WITHIN_SECONDS)
    finally:
        seconds = end(alone)
    assert (alone.process.returncode, alone.answers()) == (0, False)
    assert seconds < ENDS_WITHIN_SECONDS
