"""Renew requirements/*.txt: every package, its exact version and the digests of its public files.

    make lock              after a change in pyproject.toml: what is locked stays where it is, if it can
    make lock UPGRADE=1    everything to its newest version

Three files, each part of the next, from one resolution: runtime (a server), demo (make run), dev (make test).
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Locked with digests. Do not edit: change pyproject.toml, then run `make lock`.\n"
EXTRAS = {
    "dev": ("build", "demo", "dev"),
    "demo": ("build", "demo"),
    "runtime": ("build",),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Renew the locked requirements.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = parser.parse_args().upgrade
    for name, extras in EXTRAS.items():
        # The widest set is worked out first; the others are held to its versions, so that they always agree.
        held = [] if name == "dev" else ["--constraint", "requirements/dev.txt"]
        lock(name, [*held, *(["--upgrade"] if upgrade and name == "dev" else [])], extras)


def lock(name: str, options: list[str], extras: tuple[str, ...]) -> None:
    target = ROOT / "requirements" / f"{name}.txt"
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml"]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes"]
    command += ["--no-header", "--no-annotate", "--no-config", "--quiet"]
    for extra in extras:
        command += ["--extra", extra]
    # Only the public release files count: what this machine prefers must not reach the lock.
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("UV_", "PIP_"))}
    subprocess.run([*command, *options, "--output-file", target], cwd=ROOT, env=environment, check=True)
    body = "".join(line for line in target.read_text().splitlines(keepends=True) if not line.startswith("#"))
    target.write_text(HEADER + body)


if __name__ == "__main__":
    main()
