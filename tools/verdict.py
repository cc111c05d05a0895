"""Run everything that must hold, and end with one line that says whether it does.

    python -m tools.verdict check     the rules of the house (tests/architecture)
    python -m tools.verdict test      the rules, the suite on SQLite, what reaches a database once more on
                                      PostgreSQL, the flows in a browser

A step that fails does not stop the others: one run shows all there is to mend. A step in which nothing ran
has failed: an empty suite proves nothing.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tools import browser, postgres

ROOT = Path(__file__).resolve().parent.parent
WORKERS = str(min(max(os.cpu_count() or 2, 2), 4))
STEP_MINUTES = 20.0
RULES = "tests/architecture"
MEMORY = Path("/dev/shm")  # noqa: S108 (mkdtemp makes a private folder in it)
MEMORY_BYTES = 2 * 1024**3  # a step's databases, pictures and copied programs, several times over
NOTHING_RAN = 5  # pytest's exit code
INTERRUPTED = 130  # the shell's


@dataclass(frozen=True)
class Outcome:
    """The outcome of one step. `problem` is empty when it holds, else a clause for the verdict."""

    step: str
    passed: int = 0
    skipped: int = 0
    failures: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Step:
    """One run of pytest: its name in the verdict, what it runs, what it needs to be there."""

    name: str
    arguments: Sequence[str]
    needs: Callable[[ExitStack], Mapping[str, str]] = field(default=lambda _stack: {})


def main() -> int:
    parser = argparse.ArgumentParser(description="Run what must hold and give a verdict.")
    parser.add_argument("scope", choices=("check", "test"))
    scope = parser.parse_args().scope
    started = time.monotonic()
    try:
        outcomes = [run(step) for step in steps(scope)]
    except KeyboardInterrupt:
        print("\nKEPT: FAILED — interrupted", flush=True)
        return INTERRUPTED
    print_failures(outcomes)
    print(verdict(scope, outcomes, minutes=(time.monotonic() - started) / 60), flush=True)
    return int(any(outcome.problem for outcome in outcomes))


def steps(scope: str) -> list[Step]:
    rules = Step("the rules", [RULES])
    if scope == "check":
        return [rules]
    suite = ["tests", f"--ignore={RULES}", "-m"]
    return [
        rules,
        # At another time each: what holds on one day only is found here, on PostgreSQL below the ordinary day.
        Step("SQLite", [*suite, "not browser", "--instants=each"]),
        # What reaches no database comes out the same on every database; it has been proved above.
        Step("PostgreSQL", [*suite, "database and not browser"], needs=a_postgres),
        Step("browser flows", [*suite, "browser"], needs=a_browser),
    ]


def a_postgres(stack: ExitStack) -> Mapping[str, str]:
    return {"KEPT_DATABASE_URL": stack.enter_context(postgres.server(durable=False)).dsn}


def a_browser(_stack: ExitStack) -> Mapping[str, str]:
    return {"KEPT_CHROMIUM": str(browser.find_or_install())}


def run(step: Step) -> Outcome:
    print(f"\n── {step.name} " + "─" * (70 - len(step.name)), flush=True)
    with ExitStack() as stack:
        try:
            environment = clean_environment() | dict(step.needs(stack))
        except (postgres.NoPostgres, browser.NoBrowser) as refusal:
            print(refusal, flush=True)
            return Outcome(step.name, problem=f"{step.name}: {str(refusal).splitlines()[0]}")
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kept-verdict-", dir=quick_folder()))
        report = Path(folder) / "report.xml"
        # Secrets, pictures and databases are the step's own.
        environment |= {"KEPT_DATA_DIR": folder, "TMPDIR": folder}
        command = [sys.executable, "-m", "pytest", *step.arguments, "--numprocesses", WORKERS]
        command += ["--dist", "worksteal", "--quiet", "-rfEs", f"--junit-xml={report}"]
        return read(step.name, report, exit_code=run_for_at_most(STEP_MINUTES * 60, command, environment))


def clean_environment() -> dict[str, str]:
    """The person's environment without their own desk's settings: a test must never reach a real store. Python may
    keep what it compiled: the tests start hundreds of processes, and each would compile all of Kept again."""
    return {
        key: value
        for key, value in os.environ.items()
        if key not in ("DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE")
        and (key == "KEPT_CHROMIUM" or not key.startswith("KEPT_"))
    }


def quick_folder() -> str | None:
    """In memory where there is room for it, else where temporary files lie: what tests kill is a process, never the
    machine, so to wait for a disk at every commit proves nothing more."""
    try:
        found = os.statvfs(MEMORY)
    except OSError:
        return None
    roomy = found.f_bavail * found.f_frsize >= MEMORY_BYTES
    usable = os.access(MEMORY, os.W_OK) and not found.f_flag & os.ST_NOEXEC
    return str(MEMORY) if roomy and usable else None


def run_for_at_most(seconds: float, command: Sequence[str], environment: Mapping[str, str]) -> int | None:
    """The exit code; None when time ran out. Nothing the command started is left behind either way."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        stop_group(process)


def stop_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGTERM if process.poll() is None else signal.SIGKILL)
        process.wait(10)
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def read(step: str, report: Path, *, exit_code: int | None) -> Outcome:
    """Turn pytest's report into an outcome."""
    if exit_code is None:
        return Outcome(step, problem=f"{step}: not done after {STEP_MINUTES:.0f} min")
    if exit_code == NOTHING_RAN or not report.exists():
        reason = "no tests ran" if exit_code == NOTHING_RAN else f"pytest stopped with exit code {exit_code}"
        return Outcome(step, problem=f"{step}: {reason}")
    # The report was written a moment ago by our own pytest: nothing foreign is parsed here.
    cases = list(ElementTree.parse(report).getroot().iter("testcase"))  # noqa: S314
    bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = [case for case in cases if case.find("skipped") is not None]
    failures = tuple(dict.fromkeys(f"{case.get('classname')}::{case.get('name')}" for case in bad))
    passed = len(cases) - len(bad) - len(skipped)
    problem = ""
    if failures:
        problem = f"{step}: {len(failures)} failed"
    elif exit_code != 0:
        problem = f"{step}: pytest stopped with exit code {exit_code}"
    elif passed == 0:
        problem = f"{step}: no tests ran"
    return Outcome(step, passed, len(skipped), failures, problem)


def print_failures(outcomes: Sequence[Outcome]) -> None:
    """Name every failure once more, above the verdict; each is printed in full where it happened."""
    print()
    for outcome in outcomes:
        for failure in outcome.failures:
            print(f"failed in {outcome.step}: {failure}")


def verdict(scope: str, outcomes: Sequence[Outcome], *, minutes: float) -> str:
    problems = [outcome.problem for outcome in outcomes if outcome.problem]
    if problems:
        return f"KEPT: FAILED — {'; '.join(problems)}"
    if scope == "check":
        return f"KEPT: the rules hold — {outcomes[0].passed} checks, {minutes:.1f} min"
    _rules, sqlite, postgresql, flows = (outcome.passed for outcome in outcomes)
    skipped = sum(outcome.skipped for outcome in outcomes)
    return (
        f"KEPT: all checks passed — {sqlite} tests on SQLite, {postgresql} on PostgreSQL, "
        f"{flows} browser flows, {minutes:.1f} min" + (f"; {skipped} skipped, named above" if skipped else "")
    )


if __name__ == "__main__":
    sys.exit(main())
