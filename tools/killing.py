"""Kill Kept at random instants while people order, start it again, and see what is left (I4).

    report = killing.rounds(it, count=200, seed=7)
    assert report.holds, report

One round: every client places an order under an Idempotency-Key of its own; somewhere in between, the web
process, the worker, or everything is killed with SIGKILL and started again. A client whose answer did not
come asks again under the same key, as every honest client does. Afterwards each order that was acknowledged
must be there exactly once, and its confirmation at the mail server under exactly one Message-ID, and a minute
after the last restart nothing waits any more. One order in four is large enough to be looked at before it is
confirmed: its customer is told so instead, and one timer waits to remind the store of it.
"""

import json
import os
import queue
import random
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from tools.installation import Installation, family, order_of, processes
from tools.process_forker import ProcessForker

CLIENTS = 4
REVIEWED_QUANTITY = 5  # of each line: more than sample_store's store confirms by itself
# Nothing may wait longer than this after the last restart: what still does is stuck.
STUCK_SECONDS = 60.0
PATIENCE_SECONDS = 60.0
# What an order does to the world outside of its process: rows, the disk, the answer, the bell for the worker.
SYSCALLS = ("pwrite64", "fdatasync", "fcntl", "flock", "recvfrom", "sendto", "close")


@dataclass
class Report:
    """The findings of a run. `repeated`: mails that came again under the same Message-ID; SMTP cannot avoid that.

    `seconds`: how long the rounds took. `drained_seconds`: from the last restart until nothing waited.
    """

    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    mails: int = 0
    repeated: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    drained_seconds: float = 0.0
    verified: bool = False

    @property
    def holds(self) -> bool:
        """Nothing lost, nothing doubled, nothing stuck, the books true."""
        return self.verified and not (self.lost or self.doubled or self.stuck or self.wrong)


class KillableInstallation:
    """An installation whose processes are killed: its forker, the running processes, and how to start them again."""

    def __init__(self, it: Installation, forker: ProcessForker, plant: dict[str, str] | None = None) -> None:
        self.it = it
        self._forker = forker
        self._plant = plant or {}
        self.running: dict[str, int] = {}
        self.restarted = 0.0

    def start(self, *names: str) -> None:
        """Start what is named and does not run: web, worker."""
        words = {"web": ["serve", "--port", str(self.it.port)], "worker": ["worker"]}
        for name in names:
            if name not in self.running:
                log = self.it.folder / f"{name}.log"
                self.running[name] = self._forker.start(log, words[name], plant=self._plant.get(name, ""))
                self.restarted = time.monotonic()

    def kill(self, *names: str) -> None:
        """SIGKILL the process and its children, all in the same instant."""
        for name in names:
            with suppress(ProcessLookupError):
                os.killpg(self.running[name], signal.SIGKILL)
        for name in names:
            _gone(self.running.pop(name))

    def kill_child(self) -> None:
        """SIGKILL only the process that serves; its parent starts another."""
        for child in family(self.running["web"])[1:]:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def serving(self) -> int:
        """The process that serves, once it is there and answers."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            self.it.wait_for_web()
            # One that was killed a moment ago is listed until its parent has noticed.
            if alive := [child for child in family(self.running["web"])[1:] if _alive(child)]:
                return alive[0]
            time.sleep(0.01)
        raise Unanswered("nobody serves")

    def place(self, who: str) -> int:
        """Order under the key `who` until it is acknowledged; the order's number. Raises Unanswered."""
        body = order_of(self.it.facts, who, lines=2, quantity=REVIEWED_QUANTITY if _reviewed(who) else 1)
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                with self.it.client() as client:
                    status, answer = client.send("POST", "/api/v1/orders", body, **{"Idempotency-Key": who})
            except (OSError, HTTPException, json.JSONDecodeError):
                time.sleep(0.01)
                continue
            if status == 201:
                return int(answer["number"])
            if status < 500:
                raise Unanswered(f"{who} was answered {status}: {answer}")
            time.sleep(0.05)
        raise Unanswered(f"{who} had no answer in {PATIENCE_SECONDS:.0f} s")


class Unanswered(Exception):
    """Somebody who asked properly did not get an order."""


def rounds(it: Installation, *, count: int, seed: int, plant: dict[str, str] | None = None) -> Report:
    """Run `count` rounds and check. `plant`: a fault for "web" or "worker", as `module:function`."""
    dice = random.Random(seed)  # noqa: S311  (when to kill)
    report = Report(rounds=count)
    with ProcessForker(it.environment) as forker:
        killable = KillableInstallation(it, forker, plant)
        killable.start("web", "worker")
        it.wait_for_web()
        begun = time.monotonic()
        acknowledged = _under_fire(killable, report, count, dice)
        report.seconds = time.monotonic() - begun
        killable.start("web", "worker")
        it.wait_for_web()
        check(killable, report, acknowledged)
    return report


def by_syscall(it: Installation, *, most: int, calls: Sequence[str] = ()) -> Report:
    """Kill the serving process inside the system calls of an order's way, each call at `most` instants at most.

    An order is traced first, to see which calls it makes and how often; the instants are spread over all of
    them, from the first to the last. `calls`: only these. Needs strace, and the right to trace one's own
    processes. `kills` says how often each call was met.
    """
    report = Report()
    with ProcessForker(it.environment) as forker:
        killable = KillableInstallation(it, forker)
        killable.start("web", "worker")
        it.wait_for_web()
        acknowledged = {"first": killable.place("first")}
        made = _calls_of_an_order(killable, acknowledged)
        for call in sorted(set(made) & set(calls or made)):
            for nth in _spread(made[call], most):
                who = f"{call}x{nth}"
                report.rounds += 1
                met, acknowledged[who] = _one_call(killable, call, nth, who)
                report.kills[call] += met
        killable.restarted = time.monotonic()  # the last one's parent has just started another
        check(killable, report, acknowledged)
    return report


def _calls_of_an_order(killable: KillableInstallation, acknowledged: dict[str, int]) -> Counter[str]:
    """Count the system calls that the serving process makes while it takes one order."""
    trace = killable.it.folder / "calls"
    with _strace(killable.serving(), "-o", str(trace)):
        acknowledged["traced"] = killable.place("traced")
        time.sleep(0.3)  # what it does after its answer belongs to the order, too
    return Counter(re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.MULTILINE))


def _spread(count: int, most: int) -> list[int]:
    """`most` of the numbers from 1 to `count`, evenly, the first and the last among them."""
    if count <= most:
        return list(range(1, count + 1))
    return sorted({1 + round(place * (count - 1) / max(most - 1, 1)) for place in range(most)})


@contextmanager
def _strace(child: int, *words: str) -> Iterator[None]:
    """The process under a tracer, with all its threads."""
    trace = subprocess.Popen(["strace", "-f", "-qqq", *words, "-p", str(child)], stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: trace.poll() is not None or _traced(child))
        # A call that the process makes by itself, while it waits, may meet its victim before anybody orders.
        if trace.poll() is not None and _alive(child):
            raise Unanswered("strace may not trace here")
        yield
    finally:
        trace.terminate()
        try:
            trace.wait(10)
        except subprocess.TimeoutExpired:
            # Of a process killed in the middle of a call strace can miss that one thread has ended, and then
            # waits for it for ever; the thread is let go with its tracer.
            trace.kill()
            trace.wait(10)


def _one_call(killable: KillableInstallation, call: str, nth: int, who: str) -> tuple[bool, int]:
    """Place one order while the call waits for its victim. Whether it met it, and the order's number."""
    child = killable.serving()
    inject = f"inject={call}:signal=SIGKILL:when={nth}"
    with _strace(child, "-o", os.devnull, "-e", f"trace={call}", "-e", inject):
        number = killable.place(who)
        return not _alive(child), number


def _traced(pid: int) -> bool:
    """Tell whether every thread of the process has a tracer."""
    try:
        states = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/status")]
    except OSError:
        return False
    return bool(states) and all("TracerPid:\t0\n" not in state for state in states)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _under_fire(
    killable: KillableInstallation, report: Report, count: int, dice: random.Random
) -> dict[str, int]:
    tickets: queue.Queue[str | None] = queue.Queue()
    acknowledged: dict[str, int] = {}

    def client() -> None:
        while (who := tickets.get()) is not None:
            try:
                acknowledged[who] = killable.place(who)
            except Unanswered as error:
                report.wrong.append(str(error))

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(count):
            for n in range(CLIENTS):
                tickets.put(f"{turn}x{n}")
            time.sleep(dice.uniform(0.0, 0.06))
            victim = dice.choice(("serving child", "web", "worker", "worker", "everything"))
            report.kills[victim] += 1
            if victim == "serving child":
                killable.kill_child()
            else:
                killable.kill(*(("web", "worker") if victim == "everything" else (victim,)))
                killable.start("web", "worker")
            # The next round begins when this one's people have been served, so that the load stays the same.
            _wait(lambda upto=turn: len(acknowledged) + len(report.wrong) >= (upto - 1) * CLIENTS)  # type: ignore[misc]
    finally:  # whatever went wrong, nobody waits for people who have nothing to do
        for _ in threads:
            tickets.put(None)
    for thread in threads:
        thread.join()
    return acknowledged


def check(killable: KillableInstallation, report: Report, acknowledged: dict[str, int]) -> None:
    """Hold what was acknowledged against the rows, the mail server, a second asking, and `kept verify`."""
    found = _drained(killable.it, killable.restarted)
    report.drained_seconds = time.monotonic() - killable.restarted
    report.acknowledged = len(acknowledged)
    _orders(report, acknowledged, found)
    _mails(report, acknowledged, killable.it, found)
    _reminders(report, acknowledged, found)
    for who, number in acknowledged.items():
        if (again := killable.place(who)) != number:
            report.doubled.append(f"{who} was order {number} and is {again} when asked again")
    try:
        killable.it.run("kept.faces.cli.main", "verify")
        report.verified = True
    except SystemExit as error:
        report.wrong.append(str(error))


def _orders(report: Report, acknowledged: dict[str, int], found: dict[str, list[list[object]]]) -> None:
    numbers: dict[str, list[object]] = {}
    for number, email, _ in found["orders"]:
        numbers.setdefault(str(email), []).append(number)
    for who, number in acknowledged.items():
        there = numbers.pop(_email(who), [])
        if number not in there:
            report.lost.append(f"order {number} of {who} was acknowledged and is not there ({there})")
        elif len(there) > 1:
            report.doubled.append(f"{who} has orders {there}")
    report.wrong += [f"nobody asked for the orders {there} of {email}" for email, there in numbers.items()]


def _mails(
    report: Report, acknowledged: dict[str, int], it: Installation, found: dict[str, list[list[object]]]
) -> None:
    """Each version has one confirmation at the mail server, under one Message-ID, for the customer's eyes."""
    arrived: dict[str, list[str]] = {}
    for mail in it.mails():
        arrived.setdefault(mail.to, []).append(mail.message_id)
    report.mails = sum(len(ids) for ids in arrived.values())
    for who in acknowledged:
        ids = arrived.pop(_email(who), [])
        if not ids:
            report.lost.append(f"{who} has no confirmation")
        elif len(set(ids)) > 1:
            report.doubled.append(f"{who} has confirmations {sorted(set(ids))}")
        report.repeated += len(ids) - len(set(ids))
    arrived.pop("store@example.org", None)
    report.wrong += [f"a mail went to {to}, who has no order" for to in arrived]
    report.stuck += [
        f"message {kind} of order {order} is still {state}"
        for order, kind, _, state, _, _ in found["messages"]
        if state != "handed_over" and not (state == "merged" and [order] in found["together"])
    ]


def _reminders(report: Report, acknowledged: dict[str, int], found: dict[str, list[list[object]]]) -> None:
    """Each order under review has its one timer, and no other order has any."""
    expected = Counter({number: 1 for who, number in acknowledged.items() if _reviewed(who)})
    there = Counter(int(str(order)) for order, state in found["reminders"] if state == "queued")
    report.lost += [f"nobody will be reminded of order {number}" for number in expected - there]
    report.wrong += [f"order {number} has a reminder too many" for number in there - expected]


def _drained(it: Installation, restarted: float) -> dict[str, list[list[object]]]:
    """The rows once every message has left, or as they are when the time is up."""
    while True:
        found: dict[str, list[list[object]]] = json.loads(it.run("tools.rows"))
        if all(row[3] in ("handed_over", "merged") for row in found["messages"]):
            return found
        if time.monotonic() - restarted > STUCK_SECONDS:
            return found
        time.sleep(1.0)


def _reviewed(who: str) -> bool:
    """Tell whether this client's order is one to be looked at first."""
    return who.endswith("x3")


def _email(who: str) -> str:
    return f"buyer{who}@example.com"


def _wait(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds() and time.monotonic() < until:
        time.sleep(0.002)


def _gone(pid: int) -> None:
    """Wait until the whole group of a killed process is no more: its port is free then."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.killpg(pid, 0)
        except ProcessLookupError:
            return
        except PermissionError:
            pass
        if not _alive_in(pid):
            return
        time.sleep(0.002)


def _alive_in(group: int) -> bool:
    return any(int(parts[2]) == group and parts[0] != "Z" for _, parts in processes())
