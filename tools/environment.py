"""Make .venv hold what one requirement file locks; return at once when it already does.

    python3 tools/environment.py demo     what `make run` needs
    python3 tools/environment.py dev      what `make test` needs as well

Runs on the Python the person has, before anything is installed: the standard library only, and nothing that
Python 3.7 could not read, so that an old Python can still say what is wrong.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "kept-environment.json"
OLDEST = (3, 11)
PROFILES = ("demo", "dev")


class SetupError(Exception):
    """A sentence that says why the environment cannot be made, and what to do."""


def main(arguments: list[str]) -> int | str:
    if len(arguments) != 1 or arguments[0] not in PROFILES:
        return "Usage: python3 tools/environment.py {%s}" % "|".join(PROFILES)
    try:
        prepare(arguments[0])
    except SetupError as refusal:
        return str(refusal)
    return 0


def prepare(profile: str) -> None:
    wanted = fingerprint_of(profile)
    stamps = read_stamps()
    if stamps.get(profile) == wanted:
        return
    if not PYTHON.exists():
        stamps = {}
        make_venv()
    print("Setting up Kept in %s. The first time this takes a minute or two." % VENV, flush=True)
    # The lock is complete: pip has nothing to work out (--no-deps) and nothing to guess (--require-hashes).
    pip("install", "--require-hashes", "--no-deps", "-r", str(requirements_of(profile)))
    # Kept itself: setuptools stands in the lock, so the build fetches nothing either.
    pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamps[profile] = wanted
    if profile == "dev":
        stamps["demo"] = fingerprint_of("demo")  # the demo's lock is part of it
    STAMP.write_text(json.dumps(stamps, indent=1, sort_keys=True) + "\n")


def fingerprint_of(profile: str) -> str:
    """Return a digest of what the environment depends on: the locked files, the project file, where it lies."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (requirements_of(profile), ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def requirements_of(profile: str) -> Path:
    return ROOT / "requirements" / (profile + ".txt")


def read_stamps() -> dict[str, str]:
    """Return what was installed before; nothing when the environment is absent, broken or was made by hand."""
    try:
        return dict(json.loads(STAMP.read_text())) if PYTHON.exists() else {}
    except (OSError, ValueError):
        return {}


def make_venv() -> None:
    check_python()
    shutil.rmtree(str(VENV), ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if made.returncode:
        shutil.rmtree(str(VENV), ignore_errors=True)
        raise SetupError(
            "Python could not make a virtual environment. "
            "On Debian and Ubuntu this helps: apt-get install python3-venv"
        )


def check_python() -> None:
    if sys.version_info < OLDEST:
        raise SetupError(
            "Kept needs Python %d.%d or newer, and %s is %d.%d. Name a newer one, as in: "
            "make run PYTHON=python3.12" % (*OLDEST, sys.executable, *sys.version_info[:2])
        )


def pip(*arguments: str) -> None:
    # What a person's own pip settings add (a user folder, a target) has no place in this environment.
    environment = {k: v for k, v in os.environ.items() if k not in ("PIP_USER", "PIP_TARGET", "PYTHONPATH")}
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    if subprocess.run(command, check=False, env=environment).returncode:
        raise SetupError("pip could not install what Kept needs; its own words are above.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
