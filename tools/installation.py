"""A whole installation of Kept for a benchmark or a test.

Database, web server, worker and a mail sink are real processes.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from tools import postgres

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgres")
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


class Mail(NamedTuple):
    """A mail as the sink logged it. `at` in Unix seconds."""

    at: float
    to: str
    message_id: str


@dataclass(slots=True)
class Installation:
    """A running Kept. `key` is an API key that may do everything; `facts` is what the preparation printed."""

    folder: Path
    port: int
    smtp_port: int
    environment: dict[str, str]
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    sink: "subprocess.Popen[bytes] | None" = None
    postgres_pid: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def cpu_ms(self) -> float:
        """CPU that web, worker and database have used so far, with their children."""
        roots = [process.pid for process in self.processes.values()]
        roots += [self.postgres_pid] if self.postgres_pid else []
        return sum(cpu_ms_of(pid) for root in roots for pid in family(root))

    def rss_mb(self) -> float:
        """Memory that web and worker hold in RAM (the database server of PostgreSQL apart)."""
        return sum(_rss_mb(pid) for process in self.processes.values() for pid in family(process.pid))

    def start(self, name: str, *words: str) -> None:
        """Start one `kept` process."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "kept.faces.cli.main", *words],
                env=self.environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def start_all(self, *, processes: int = 1) -> None:
        """Web and worker, as `kept up` would."""
        self.start("web", "serve", "--port", str(self.port), "--processes", str(processes))
        self.start("worker", "worker")
        self.wait_for_web()

    def wait_for_web(self, seconds: float = 30) -> None:
        """Wait until the web server answers."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit("the web server did not start:\n" + (self.folder / "web.log").read_text()[-3000:])

    def mail_server_comes(self) -> None:
        """Start the mail sink, if it does not run."""
        words = [str(self.smtp_port), str(self.folder / "sink.log"), str(self.folder / "mails")]
        self.sink = self.sink or subprocess.Popen(
            [sys.executable, "-m", "tools.smtp_sink", *words], env=self.environment, cwd=ROOT
        )

    def mail_server_goes(self) -> None:
        """End it: whoever connects is refused."""
        if self.sink is not None:
            self.sink.terminate()
            self.sink.wait(10)
            self.sink = None

    def stop_all(self) -> None:
        """End what was started, in order."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        self.processes.clear()

    def run(self, module: str, *words: str) -> str:
        """Run a Python module against this installation and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{module} failed:\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def client(self) -> "Client":
        """A connection of its own, kept alive."""
        return Client(self.port, str(self.facts["key"]))

    def mails(self) -> list[Mail]:
        """Return the mails that the sink got so far, in the order in which they came."""
        path = self.folder / "sink.log"
        lines = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
        return [Mail(float(words[0]), words[1], words[2]) for words in lines if len(words) == 3]

    def letters(self) -> list[EmailMessage]:
        """The mails themselves, in the order in which they came."""
        files = sorted((self.folder / "mails").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def wait_for_mails(self, count: int, seconds: float = 60) -> list[Mail]:
        """Wait until the sink has `count` mails to customers (`buyer…`), or time is up."""
        until = time.monotonic() + seconds
        while True:
            got = [mail for mail in self.mails() if mail.to.startswith("buyer")]
            if len(got) >= count or time.monotonic() >= until:
                return got
            time.sleep(0.1)


class Client:
    """A program that places orders over the API."""

    def __init__(self, port: int, key: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.key = key

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """One request; returns status and parsed body."""
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", **headers}
        self.connection.request(method, path, json.dumps(body) if body is not None else None, sent)
        response = self.connection.getresponse()
        raw = response.read()
        return response.status, json.loads(raw) if raw else None


@contextmanager
def installation(database: str, *, prepare: tuple[str, ...] = ()) -> Iterator[Installation]:
    """A fresh installation on `database`, migrated and prepared (sample_store.py); only the sink runs yet."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kept-whole-")))
        port, smtp_port = _free_port(), _free_port()
        environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "kept.config.settings",
            "KEPT_DATA_DIR": str(folder),
            "KEPT_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "KEPT_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
            # One key places orders as fast as the machine can; its allowance is tested on its own.
            "KEPT_API_PER_MINUTE": "off",
        }
        environment.pop("KEPT_DATABASE_URL", None)
        it = Installation(folder, port, smtp_port, environment)
        if database == "postgres":
            server = stack.enter_context(postgres.server())
            environment["KEPT_DATABASE_URL"] = server.dsn
            it.postgres_pid = server.pid
        it.mail_server_comes()
        stack.callback(it.mail_server_goes)
        stack.callback(it.stop_all)
        it.run("kept.faces.cli.main", "migrate")
        it.facts = json.loads(it.run("tools.sample_store", *prepare))
        yield it


def crowd(count: int, act: Any) -> None:
    """Run `act(place)` in `count` threads and wait for all; the first error ends the benchmark."""
    errors: list[BaseException] = []

    def run(place: int) -> None:
        try:
            act(place)
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def figure(name: str, value: float | int | str, unit: str) -> None:
    """One line of the result."""
    print(f"{name} {value:.3f} {unit}" if isinstance(value, float) else f"{name} {value} {unit}", flush=True)


def percentile(values: list[float], part: float) -> float:
    """The value below which `part` (0–1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def order_of(facts: dict[str, Any], who: int | str, *, lines: int = 3, quantity: int = 1) -> dict[str, Any]:
    """An order of `lines` lines, to be sent by post to a buyer of their own."""
    return {
        "channel": "api",
        "line_items": [{"variant": variant, "quantity": quantity} for variant in facts["variants"][:lines]],
        "buyer": {"name": f"Buyer {who}", "email": f"buyer{who}@example.com"},
        "fulfillment": {
            "method": "post",
            "destination": {
                "street_address": "Hauptstr. 1",
                "postal_code": "10115",
                "address_locality": "Berlin",
                "address_country": "DE",
            },
        },
        "payment_method": "demo_card",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(root: int) -> list[int]:
    """A process and everything below it."""
    children: dict[int, list[int]] = {}
    for pid, parts in processes():
        children.setdefault(int(parts[1]), []).append(pid)
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def processes() -> Iterator[tuple[int, list[str]]]:
    """Every process, and the fields of its `stat` from the state on (proc(5)); some end while one reads."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            with suppress(OSError):
                yield int(name), Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()


def cpu_ms_of(pid: int) -> float:
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12]) + int(parts[13]) + int(parts[14])) * TICK_MS


def _rss_mb(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
