"""Kept's processes, started and killed hundreds of times: imported once, each of them a fork.

Starting Python and Django costs most of a second, a fork a few milliseconds. What runs in the fork is the
very command (`kept serve`, `kept worker`), in a session of its own, so that one SIGKILL takes it and its
children in the same instant, as the loss of power would.

    with ProcessForker(environment) as forker:
        web = forker.start(log, ["serve", "--port", "8000"])
        os.killpg(web, signal.SIGKILL)

`plant` names a function (`module:function`) that spoils something in the child before it begins: the control.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parent.parent


class ProcessForker:
    """A process that forks Kept's commands, for the caller that starts it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.process_forker"],
            env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def start(self, log: Path, words: list[str], *, plant: str = "") -> int:
        """Start a command; returns its process id, which is its group's, too."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("subprocess gave no pipes")
        self._process.stdin.write(json.dumps({"log": str(log), "words": words, "plant": plant}) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def __enter__(self) -> "ProcessForker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


def main() -> None:
    """Read one line for each process, answer with its id; end, with all of them, when the input closes."""
    import django

    django.setup()
    from django.urls import get_resolver

    for needed in (
        "kept.config.wsgi",
        "kept.faces.worker",
        "gunicorn.app.base",
        "kept.faces.web_server.worker",
    ):
        importlib.import_module(needed)
    get_resolver().url_patterns  # noqa: B018  (reads every face)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    started: list[int] = []
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _run_command(request)
        started.append(child)
        print(child, flush=True)
    for group in started:
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _run_command(request: dict[str, object]) -> None:
    """Run the command in the child. Never returns."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(str(request["log"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in ((0, nothing), (1, log), (2, log)):
        os.dup2(file, number)
    status = 1
    try:
        if request["plant"]:
            module, _, name = str(request["plant"]).partition(":")
            getattr(importlib.import_module(module), name)()
        from kept.faces.cli.main import main as kept

        words = request["words"]
        status = kept([str(word) for word in words] if isinstance(words, list) else [])
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
