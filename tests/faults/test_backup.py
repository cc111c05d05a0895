"""A backup under load, brought back on the other database (I2, I3; reliability test 13)."""

import io
import json
import subprocess
import sys
import tarfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection

from tools import postgres
from tools.installation import ROOT, Installation, installation, order_of

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.wall_clock]
HERE = "postgres" if connection.vendor == "postgresql" else "sqlite"
THERE = "sqlite" if HERE == "postgres" else "postgres"


class Shop:
    """An installation that takes orders all the time, and the backup that is made meanwhile."""

    def __init__(self, it: Installation, folder: Path) -> None:
        self.it = it
        self.file = folder / "kept.tar.gz"
        self.acknowledged: list[int] = []
        self.before: list[int] = []
        self.left: set[str] = set()

    def work(self, seconds: float) -> None:
        """Orders from three clients; in the middle of it the backup."""
        until = time.monotonic() + seconds

        def client(place: int) -> None:
            n = 0
            with self.it.client() as program:
                while time.monotonic() < until:
                    n += 1
                    status, body = program.send(
                        "POST", "/api/v1/orders", order_of(self.it.facts, f"{place}x{n}")
                    )
                    assert status == 201, body
                    self.acknowledged.append(body["number"])
                    time.sleep(0.02)

        threads = [threading.Thread(target=client, args=(place,)) for place in range(3)]
        for thread in threads:
            thread.start()
        while len(self.acknowledged) < 5 and time.monotonic() < until:
            time.sleep(0.05)
        self.before = list(self.acknowledged)
        made = kept(self.it.environment, "backup", str(self.file))
        assert made.returncode == 0, made.stderr
        for thread in threads:
            thread.join()

    def rows(self) -> dict[str, list[list[object]]]:
        """Return the rows of the backup, by table."""
        found: dict[str, list[list[object]]] = {}
        with tarfile.open(self.file) as archive:
            packed = archive.extractfile("rows.jsonl")
            assert packed is not None
            for line in packed:
                row = json.loads(line)
                found.setdefault(row["model"], []).append(row)
        return found


def kept(environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "kept.faces.cli.main", *words],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with installation(HERE) as it:
        it.start_all()
        made = Shop(it, tmp_path_factory.mktemp("backup"))
        made.work(5)
        it.stop_all()
        yield made


@pytest.fixture
def empty(shop, tmp_path):
    """The environment of a new installation on the other database, whose mail goes to the same server."""
    with ExitStack() as stack:
        environment = dict(shop.it.environment) | {"KEPT_DATA_DIR": str(tmp_path / "data")}
        environment.pop("KEPT_DATABASE_URL", None)
        if THERE == "postgres":
            environment["KEPT_DATABASE_URL"] = stack.enter_context(postgres.server(durable=False)).dsn
        yield environment


def written(environment: dict[str, str]) -> dict[str, list[list[object]]]:
    done = subprocess.run(
        [sys.executable, "-m", "tools.rows"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_what_was_acknowledged_comes_back_and_no_mail_leaves_again(shop, empty):
    back = kept(empty, "restore", str(shop.file))
    assert back.returncode == 0, back.stderr
    true = kept(empty, "verify")
    assert true.returncode == 0, true.stdout
    rows = written(empty)
    numbers = [row[0] for row in rows["orders"]]
    assert set(shop.before) <= set(numbers) <= set(shop.acknowledged), (
        "an order is missing, or nobody placed it"
    )
    assert len(set(numbers)) == len(numbers)
    saved = shop.rows()
    assert len(numbers) == len(saved["orders.order"])
    assert len(rows["messages"]) == len(saved["kept_messages.message"])
    assert {row[3] for row in rows["messages"]} <= {"handed_over", "merged", "failed"}, (
        "a message would leave again"
    )
    arrived = len(shop.it.mails())
    with_worker(empty, 4)
    assert len(shop.it.mails()) == arrived


def test_the_restored_store_goes_on(shop, empty):
    """The next order has the next number, and its mail leaves."""
    assert kept(empty, "restore", str(shop.file)).returncode == 0
    numbers = [int(str(row[0])) for row in written(empty)["orders"]]
    again = Installation(
        Path(empty["KEPT_DATA_DIR"]), shop.it.port, shop.it.smtp_port, empty, facts=shop.it.facts
    )
    try:
        again.start_all()
        with again.client() as program:
            status, body = program.send("POST", "/api/v1/orders", order_of(again.facts, "afterwards"))
        assert (status, body["number"]) == (201, max(numbers) + 1)
        assert arrives(shop.it, "buyerafterwards@example.com")
    finally:
        again.stop_all()


def test_a_second_restore_is_refused(shop, empty):
    assert kept(empty, "restore", str(shop.file)).returncode == 0
    rows = written(empty)
    again = kept(empty, "restore", str(shop.file))
    assert (again.returncode, "has a store already" in again.stderr) == (1, True)
    assert written(empty) == rows


def damages(whole: bytes, folder: Path):
    """Ten ways in which a file goes bad: (what, its bytes)."""
    size = len(whole)
    yield "empty", b""
    yield "cut in half", whole[: size // 2]
    yield "its end is missing", whole[:-20]
    yield "no archive", b"not a backup at all" * 100
    for part in (0.2, 0.5, 0.8):
        at = int(size * part)
        yield f"a byte at {part}", whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
    yield "a row is missing", repacked(whole, "rows.jsonl", lambda raw: raw.partition(b"\n")[2])
    yield (
        "a word was changed",
        repacked(whole, "rows.jsonl", lambda raw: raw.replace(b"Wren & Ivy", b"Wren & Ivx")),
    )
    yield "other secrets", repacked(whole, "secrets.json", lambda raw: b"{}")


def repacked(whole: bytes, name: str, change) -> bytes:
    """The same archive with one part changed, as somebody with an editor would."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(whole)) as source, tarfile.open(fileobj=out, mode="w:gz") as target:
        for member in source.getmembers():
            packed = source.extractfile(member)
            assert packed is not None
            raw = packed.read()
            changed = change(raw) if member.name == name else raw
            assert member.name != name or changed != raw
            member.size = len(changed)
            target.addfile(member, io.BytesIO(changed))
    return out.getvalue()


def test_a_damaged_backup_is_refused_and_changes_nothing(shop, empty, tmp_path):
    assert kept(empty, "migrate").returncode == 0
    for what, raw in damages(shop.file.read_bytes(), tmp_path):
        bad = tmp_path / "bad.tar.gz"
        bad.write_bytes(raw)
        refused = kept(empty, "restore", str(bad))
        assert refused.returncode == 1, (what, refused.stdout, refused.stderr)
        assert refused.stderr.startswith("kept: "), (what, refused.stderr)
        assert not any(written(empty).values()), what


def test_control_messages_that_are_queued_again_would_be_seen(shop, empty):
    """The planted fault: a restore that puts back into the queue what the backup calls sent."""
    assert kept(empty, "restore", str(shop.file)).returncode == 0
    plant = (
        "import django; django.setup(); from kept.messages.models import Message;"
        "Message.objects.filter(kind='confirmation').update(state='queued')"
    )
    subprocess.run([sys.executable, "-c", plant], env=empty, cwd=ROOT, check=True)
    arrived = len(shop.it.mails())
    with_worker(empty, 4)
    assert len(shop.it.mails()) > arrived


def with_worker(environment: dict[str, str], seconds: float) -> None:
    """A worker on that installation, for a while."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "kept.faces.cli.main", "worker"], env=environment, cwd=ROOT
    )
    try:
        time.sleep(seconds)
    finally:
        worker.terminate()
        worker.wait(30)


def arrives(it: Installation, address: str, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if any(mail.to == address for mail in it.mails()):
            return True
        time.sleep(0.1)
    return False
