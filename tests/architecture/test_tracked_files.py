"""Prevents the mistake of a repository that works on one machine, or that gives something away: no path of a
developer's machine, no address of a package registry, no secret in a file that is kept.
"""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, none_of

# Put together from pieces where a piece alone would break the rule it states.
SECRETS = (
    r"-----BEGIN [A-Z ]*PRIVATE " + "KEY-----",
    r"\b[sr]k_live_\w{8,}",
    r"\bAKIA[0-9A-Z]{16}\b",
    r"\bgh[pousr]_\w{30,}",
    r"\bxox[abprs]-[\w-]{10,}",
    r"\bwhsec_[A-Za-z0-9+/=]{24,}",
    r"""SECRET_KEY\s*=\s*["'][^"']{12,}["']""",
)
REGISTRIES = ("py" + r"pi\.org", "python" + r"hosted\.org", r"registry\.npm" + r"js\.org")
INDEX_OPTIONS = ("--index" + "-url", "--extra-index" + "-url", "--find" + "-links")
PATTERNS = {
    "a path of a developer's machine": re.compile(
        r"(?<![\w.:/>}-])/(?:home|Users|root|tmp|work|workspace)/\w|[A-Z]:\\Users\\"
    ),
    "the address of a package registry": re.compile("|".join((*REGISTRIES, *INDEX_OPTIONS))),
    "a secret": re.compile("|".join(SECRETS)),
}


def what_gives_away(root: Path, files: list[Path]) -> list[str]:
    found: list[str] = []
    for path in files:
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture; a file deleted and not yet committed
        for number, line in enumerate(text.splitlines(), start=1):
            found += [
                f"{path.relative_to(root)}:{number}: {kind}: {match.group()}"
                for kind, pattern in PATTERNS.items()
                if (match := pattern.search(line))
            ]
    return found


def tracked(root: Path) -> list[Path]:
    """Return the files that git keeps; without git (an unpacked archive) every file outside the environment."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        return [root / name for name in listing.stdout.split("\0") if name]
    return [path for path in root.rglob("*") if path.is_file() and ".venv" not in path.parts]


def test_nothing_kept_gives_anything_away():
    files = tracked(ROOT)
    assert ROOT / "pyproject.toml" in files
    none_of(what_gives_away(ROOT, files))


@pytest.mark.parametrize(
    "pieces",
    [
        ("data = '/home", "/ada/kept/data'"),
        ("see /Users", "/ada/src"),
        ("cd /root", "/kept"),
        ("write it to /tmp", "/orders.csv"),
        ("C:\\", "Users\\ada"),
        ("/workspace", "/kept/src"),
        ("pip install --extra-index", "-url https://example.org"),
        ("https://py", "pi.org/simple"),
        ("-----BEGIN RSA PRIVATE ", "KEY-----"),
        ("stripe = 'sk_", "live_abcdefgh1234'"),
        ("AKIA", "ABCDEFGHIJKLMNOP"),
        ("SECRET_", "KEY = 'django-insecure-0123456789'"),
    ],
)
def test_control_each_is_found(plant, pieces):
    root = plant({"config/x.py": "fine = 1\n" + "".join(pieces) + "\n"})
    found = what_gives_away(root, tracked(root))
    assert [text.split(":")[:2] for text in found] == [["src/kept/config/x.py", "2"]]


@pytest.mark.parametrize(
    "line",
    [
        "/var/lib/kept",
        "https://example.org/home/roses",
        "/orders/<id>/work/done",
        "{base}/home/x",
        "sk_test_1",
    ],
)
def test_control_what_belongs_is_left_alone(plant, line):
    root = plant({"config/x.py": line + "\n"})
    assert what_gives_away(root, tracked(root)) == []
