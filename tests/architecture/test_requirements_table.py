"""Prevents the mistake of a promise in the README that no test keeps: what is said to work, a test names."""

import io
import re
import tokenize
from pathlib import Path

from tests.architecture.tree import ROOT, none_of

ROW = re.compile(r"^\|\s*\**(?P<id>[A-I]\d{1,2})\**\s*\|(?P<rest>.*)\|\s*$", re.MULTILINE)
CLAIM = re.compile(r"\b(works|in part)\b", re.IGNORECASE)
STATES = re.compile(r"\b(works|in part|not yet)\b", re.IGNORECASE)


def unproved(root: Path) -> list[str]:
    """The ids of the README's table that claim something no test names, or that have no state at all."""
    readme = root / "README.md"
    if not readme.exists():
        return []
    proved = ids_in_tests(root / "tests")
    found: list[str] = []
    for row in ROW.finditer(readme.read_text(encoding="utf-8")):
        if not STATES.search(row["rest"]):
            found.append(f"README.md: {row['id']} says neither works, nor in part, nor not yet")
        elif CLAIM.search(row["rest"]) and row["id"] not in proved:
            found.append(f"README.md: {row['id']} is said to work, and no test names it")
    return found


def ids_in_tests(tests: Path) -> set[str]:
    """Every id that stands in a comment, a docstring or a marker of a test."""
    found: set[str] = set()
    for path in sorted(tests.rglob("test_*.py")):
        if path.parent.name == "architecture":
            continue  # these speak of ids, but prove none
        tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
        for token in tokens:
            if token.type in (tokenize.COMMENT, tokenize.STRING):
                found |= set(re.findall(r"\b[A-I]\d{1,2}\b", token.string))
    return found


def test_every_requirement_said_to_work_is_named_by_a_test():
    none_of(unproved(ROOT))


def test_control(plant):
    root = plant(
        {
            "/README.md": (
                "| id | what | state |\n|---|---|---|\n"
                "| A1 | Confirm at once | works |\n"
                "| A2 | What happens next | in part |\n"
                "| **A3** | The record | works |\n"
                "| A4 | Change | not yet |\n"
                "| A5 | Same record | |\n"
                "| A6 | Same door | works (by phone: not yet) |\n"
            ),
            "/tests/orders/test_place_order.py": '"""A1: confirmed at once."""\n# A3 too\nA2 = 1\n',
        }
    )
    assert [line.split()[1] for line in unproved(root)] == ["A2", "A5", "A6"]
