"""A full or failing disk: an error, never a false yes; reading goes on; afterwards all is well by itself."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SELLER = Path(__file__).with_name("seller.py")

pytestmark = pytest.mark.faults


def sell(database: Path, way: str, fault: str, *, wrapped: tuple[str, ...] = ()) -> dict:
    """Let a process sell until the disk fails, and after that once more; what it says about it."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [*wrapped, sys.executable, str(SELLER), str(database), way, fault]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def kept_its_word(said: dict) -> bool:
    return set(said["promised"]) <= set(said["there"])


def assert_honest(said: dict) -> None:
    assert said["failed"], "the fault did not happen"
    assert kept_its_word(said)
    assert not set(said["refused"]) & set(said["there"])
    assert said["could_read"]
    assert not said["lock_held"]
    assert said["seconds_to_refuse"] < 2
    assert said["sold_again"] in said["there"]


@pytest.mark.parametrize("way", ["transaction", "sharing", "alone", "returning"])
def test_no_room(tmp_path, way):
    assert_honest(sell(tmp_path / "shop.sqlite3", way, "no_room"))


def test_control_an_ignored_error_is_found_out(tmp_path):
    assert not kept_its_word(sell(tmp_path / "shop.sqlite3", "ignoring", "no_room"))


def test_a_disk_that_is_really_full(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", small], check=False)
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        assert_honest(sell(small / "shop.sqlite3", "transaction", "full_disk"))
    finally:
        subprocess.run(["umount", small], check=True)


# `when` is counted in each thread.
@pytest.mark.parametrize(
    ("call", "way", "when"),
    [
        ("fdatasync", "transaction", "400..405"),
        ("pwrite64", "transaction", "400..405"),
        ("fdatasync", "sharing", "30..32"),
        ("pwrite64", "sharing", "200..205"),
    ],
)
def test_a_disk_that_fails(tmp_path, call, way, when):
    """A few of its syncs, or writes, fail somewhere in the middle."""
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "-o", os.devnull, "true"], check=False).returncode:
        pytest.skip("strace is not installed, or may not trace here")
    inject = (
        strace,
        "-f",
        "-o",
        os.devnull,
        "-e",
        f"trace={call}",
        "-e",
        f"inject={call}:error=EIO:when={when}",
    )
    assert_honest(sell(tmp_path / "shop.sqlite3", way, "eio", wrapped=inject))
