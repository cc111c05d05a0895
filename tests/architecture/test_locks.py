"""Prevents the mistake of an installation that differs from the one that was tested, or that takes a file
from a stranger: every package is locked to one version and to the digests of its files.
"""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT, none_of

LOCKS = {"runtime": ("build",), "demo": ("build", "demo"), "dev": ("build", "demo", "dev")}
ENTRY = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)"
    r"(?:\s*;[^\\]+)?"  # on which systems
    r"(?: \\\n\s+--hash=sha256:[0-9a-f]{64})+$"
)


def loose_ends(root: Path) -> list[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: list[str] = []
    versions: dict[str, set[str]] = {}
    for name, extras in LOCKS.items():
        locked, unreadable = read(root / "requirements" / f"{name}.txt")
        found += [f"requirements/{name}.txt: not a locked package: {line}" for line in unreadable]
        wanted = project["dependencies"] + [
            line for extra in extras for line in project["optional-dependencies"].get(extra, [])
        ]
        for requirement in map(Requirement, wanted):
            version = locked.get(canonicalize_name(requirement.name))
            if version is None or version not in requirement.specifier:
                found.append(f"requirements/{name}.txt: {requirement} is not met; run `make lock`")
        for package, version in locked.items():
            versions.setdefault(package, set()).add(version)
    found += [
        f"{package} is locked twice: {', '.join(sorted(two))}"
        for package, two in versions.items()
        if len(two) > 1
    ]
    return found


def read(path: Path) -> tuple[dict[str, str], list[str]]:
    """Locked versions by name, and every line that is no locked package."""
    locked: dict[str, str] = {}
    unreadable: list[str] = []
    for entry in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip()):
        match = ENTRY.match(entry)
        if match:
            locked[canonicalize_name(match["name"])] = match["version"]
        elif not entry.startswith("#"):
            unreadable.append(entry.splitlines()[0])
    return locked, unreadable


def test_everything_installed_is_locked():
    none_of(loose_ends(ROOT))


DIGEST = " \\\n    --hash=sha256:" + "0" * 64
GOOD = f"# Locked.\nflowers==2.1{DIGEST}{DIGEST}\nwire==1.0 ; sys_platform == 'linux'{DIGEST}\n"


@pytest.mark.parametrize(
    ("planted", "end"),
    [
        (GOOD, ""),
        (GOOD.replace("flowers==2.1", "flowers==1.9"), "flowers>=2 is not met"),
        (GOOD.replace("flowers", "petals"), "flowers>=2 is not met"),
        (GOOD + "loose==1.0\n", "not a locked package: loose==1.0"),
        (GOOD + "open>=1.0" + DIGEST + "\n", "not a locked package: open>=1.0"),
        (GOOD + "--no-binary thing\n", "not a locked package: --no-binary"),
    ],
)
def test_control(plant, planted, end):
    project = '[project]\ndependencies = ["flowers>=2"]\n[project.optional-dependencies]\n'
    root = plant({"/pyproject.toml": project} | {f"/requirements/{name}.txt": planted for name in LOCKS})
    found = "\n".join(loose_ends(root))
    assert end in found
    assert bool(found) == bool(end)


def test_control_two_versions_of_one_package_are_found(plant):
    texts = {f"/requirements/{name}.txt": GOOD for name in LOCKS}
    texts["/requirements/dev.txt"] = GOOD.replace("wire==1.0", "wire==1.1")
    root = plant(
        {"/pyproject.toml": "[project]\ndependencies = []\n[project.optional-dependencies]\n", **texts}
    )
    assert loose_ends(root) == ["wire is locked twice: 1.0, 1.1"]
