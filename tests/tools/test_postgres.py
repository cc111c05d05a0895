"""The private PostgreSQL answers, is empty, and is gone when whoever asked for it is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tools import postgres

ASKER = """
from tools import postgres
with postgres.server(durable=False) as database:
    print(database.pid, flush=True)
    input()
"""


COMMAND = """
import os, psycopg, sys
psycopg.connect(os.environ["KEPT_DATABASE_URL"]).execute("SELECT 1")
sys.exit(7)
"""


@pytest.fixture(scope="module")
def database():
    with postgres.server(durable=False) as started:
        yield started
    assert is_gone(started.pid)


def test_answers_over_loopback_and_over_its_socket(database):
    for address in (database.dsn, database.socket_dsn):
        with psycopg.connect(address) as connection:
            tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            assert tables.fetchone() == (0,)


def test_letters_beyond_ascii_fold_as_they_do_for_a_merchant(database):
    with psycopg.connect(database.dsn) as connection:
        row = connection.execute("SELECT upper('müsli'), 'MÜSLI' ILIKE 'müsli'").fetchone()
    assert row == ("MÜSLI", True)


def test_asks_for_its_password(database):
    stranger = database.dsn.split("@")[1]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://kept@{stranger}", connect_timeout=5)


def test_syncs_to_the_disk_unless_told_otherwise(database):
    with psycopg.connect(database.dsn) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
    with postgres.server() as durable, psycopg.connect(durable.dsn) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


@pytest.mark.faults
def test_stops_when_the_asker_is_killed():
    asker = subprocess.Popen(
        [sys.executable, "-c", ASKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root(), text=True
    )
    with asker:
        pid = int(asker.stdout.readline())
        assert not is_gone(pid, within=0)
        asker.send_signal(signal.SIGKILL)
    assert is_gone(pid)


def test_runs_a_command_and_hands_on_its_exit_code():
    command = [sys.executable, "tools/postgres.py", "run", "--no-sync", "--", sys.executable, "-c", COMMAND]
    assert subprocess.run(command, cwd=root(), check=False).returncode == 7


def is_gone(pid: int, within: float = 20) -> bool:
    """Tell whether the server's process has ended, given some seconds to stop in order."""
    deadline = time.monotonic() + within
    while True:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)


def root() -> Path:
    return Path(postgres.__file__).parent.parent


def test_a_command_ends_with_whoever_ran_it():
    """Asked to stop, it stops its command first: none is left behind without its database."""
    says = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    asker = subprocess.Popen(
        [sys.executable, "tools/postgres.py", "run", "--no-sync", "--", sys.executable, "-c", says],
        stdout=subprocess.PIPE, text=True, cwd=root(),
    )  # fmt: skip
    with asker:
        child = int(asker.stdout.readline())
        asker.terminate()
        assert asker.wait(30) != 0
    left = not is_gone(child, within=0)
    if left:
        os.kill(child, signal.SIGKILL)
    assert not left
