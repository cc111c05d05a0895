"""Run the benchmarks, one after the other, each in a process of its own.

    python -m tools.bench             all of them
    python -m tools.bench placing     one

A benchmark is a module or package in benchmarks/ that runs by itself and prints one line per figure:
`name value unit`. What starts with an underscore is shared by several and is none itself.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    known = names()
    wanted = arguments or known
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"There is no benchmark named {', '.join(unknown)}. There are: {', '.join(known)}.")
        return 2
    failed = [name for name in wanted if run(name) != 0]
    if failed:
        print(f"Did not finish: {', '.join(failed)}.")
    return int(bool(failed))


def names() -> list[str]:
    folder = ROOT / "benchmarks"
    modules = {path.stem for path in folder.glob("*.py")}
    packages = {path.parent.name for path in folder.glob("*/__main__.py")}
    return sorted(name for name in modules | packages if not name.startswith("_"))


def run(name: str) -> int:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = os.environ | {"PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
