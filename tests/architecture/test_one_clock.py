"""Prevents tests that are red on every day but their own: a moment written down beside the clock on the wall.

Tests and Kept read one clock (tests/rig/clock.py). It stands still, but for tests in which real processes take part.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.clocks import CLOCKS
from tests.architecture.tree import ROOT, Breach, Module, none_of

# These say a moment and never ask what time it is: what they try takes it as a value.
VALUES = {
    "tests/kit/test_rows.py": "how moments are stored",
    "tests/kit/test_transactions.py": "a key that looks like a day",
    "tests/kit/idempotent_client.py": "a process of its own",
    "tests/promises/test_dates.py": "`now` is an argument of what is tried",
    "tests/faces/ui/test_tags.py": "how moments are written",
    "tests/faces/ui/test_texts.py": "how moments are written",
    "tests/orders/agreement/test_terms.py": "terms are frozen values",
}
PROCESSES = {"tools.installation", "tools.killing", "tools.process_forker", "tests.rig.processes"}
# Tests take place in these years; what lies far away is far away at every instant.
NEAR = range(2024, 2030)
A_DAY = re.compile(r"^(20\d\d)-?\d\d-?\d\d")


def two_clocks(root: Path) -> list[Breach]:
    found: list[Breach] = []
    for module in test_modules(root):
        found += [
            module.breach(node, "reads the clock while it is imported") for node in read_at_import(module)
        ]
        found += [module.breach(node, "puts a clock of its own in place") for node in clocks_replaced(module)]
        if not all(is_marked(tests.tree, "wall_clock") for tests in served_by(module)):
            found += [
                module.breach(node, "starts processes beside a clock that stands") for node in starts(module)
            ]
        if str(module.path.relative_to(root)) not in VALUES and not is_marked(
            module.tree, "at", "wall_clock"
        ):
            found += [
                module.breach(node, "names a moment and is not pinned to one") for node in moments(module)
            ]
    return found


def test_modules(root: Path) -> Iterator[Module]:
    """Every test module and what it shares; the rules and the clock itself apart."""
    for path in sorted((root / "tests").rglob("*.py")):
        if not {"architecture", "rig", "tools"} & set(path.relative_to(root).parts[:-1]):
            yield Module(root, path)


test_modules.__test__ = False  # type: ignore[attr-defined]


def read_at_import(module: Module) -> Iterator[ast.AST]:
    """Readings outside of functions, among them those in decorators and in defaults."""

    def outside(node: ast.AST) -> Iterator[ast.AST]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            rest = [node.args, *getattr(node, "decorator_list", [])]
        else:
            yield node
            rest = list(ast.iter_child_nodes(node))
        for child in rest:
            yield from outside(child)

    return (
        node
        for node in outside(module.tree)
        if isinstance(node, ast.Call) and module.meaning(node.func) in CLOCKS
    )


def clocks_replaced(module: Module) -> Iterator[ast.AST]:
    """`monkeypatch.setattr(timezone, "now", …)`: the fixture `clock` moves it for all who ask."""
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "setattr"
        ):
            said = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if any(isinstance(word, str) and word.split(".")[-1] == "now" for word in said):
                yield node


def served_by(module: Module) -> list[Module]:
    """The module itself; of a conftest the tests beside it, which it starts processes for."""
    if module.path.name != "conftest.py":
        return [module]
    return [Module(module.root, path) for path in module.path.parent.glob("test_*.py")]


def starts(module: Module) -> Iterator[ast.AST]:
    for node in module.tree.body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        source = node.module if isinstance(node, ast.ImportFrom) else None
        if source in PROCESSES or any(f"{source}.{name}" in PROCESSES for name in names):
            yield node


def moments(module: Module) -> Iterator[ast.AST]:
    """Days that are written down, unless the function they stand in is pinned."""
    pinned = [
        range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and is_marked(node, "at", "wall_clock")
    ]
    for node in ast.walk(module.tree):
        if is_moment(module, node) and not any(node.lineno in lines for lines in pinned):  # type: ignore[attr-defined]
            yield node


def is_moment(module: Module, node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        day = A_DAY.match(node.value) if isinstance(node.value, str) else None
        return day is not None and int(day[1]) in NEAR
    if not isinstance(node, ast.Call) or not node.args:
        return False
    year = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
    return module.meaning(node.func) in {"datetime.datetime", "datetime.date"} and year in NEAR


def is_marked(node: ast.Module | ast.FunctionDef, *marks: str) -> bool:
    """Tell whether `pytestmark` of the module, or a decorator of the function, names one of these."""
    if isinstance(node, ast.FunctionDef):
        said = [ast.unparse(each) for each in node.decorator_list]
    else:
        said = [
            ast.unparse(each.value)
            for each in node.body
            if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "pytestmark"
        ]
    return any(re.search(rf"mark\.{mark}\b", text) for text in said for mark in marks)


def test_no_test_mixes_two_clocks():
    none_of(two_clocks(ROOT))


CLOCK = "from django.utils import timezone\n"


@pytest.mark.parametrize(
    "planted",
    [
        CLOCK + "NOW = timezone.now()\n",
        CLOCK + "def f(now=timezone.now()):\n    pass\n",
        CLOCK + "@mark(timezone.now())\ndef test():\n    pass\n",
        CLOCK + "class A:\n    at = timezone.now()\n",
        CLOCK + "def test(monkeypatch):\n    monkeypatch.setattr(timezone, 'now', f)\n",
        "def test(monkeypatch):\n    monkeypatch.setattr('django.utils.timezone.now', f)\n",
        "from datetime import datetime\ndef test():\n    place(now=datetime(2026, 11, 24))\n",
        "import datetime as dt\nX = dt.date(2026, 11, 24)\n",
        "def test():\n    post(day='2026-12-24')\n",
        "from tools.installation import installation\n",
        "from tools import killing\n",
    ],
)
def test_control_a_second_clock_is_found(plant, tmp_path, planted):
    root = plant({})
    (root / "tests").mkdir(exist_ok=True)
    (root / "tests" / "test_planted.py").write_text(planted)
    assert len(two_clocks(root)) == 1


def test_control_one_clock_is_left_alone(plant):
    root = plant({})
    (root / "tests").mkdir(exist_ok=True)
    pinned = "import pytest\n@pytest.mark.at(TUESDAY)\ndef test():\n    assert shown == '2026-11-24'\n"
    asked = CLOCK + "def test(clock):\n    place(now=timezone.now())\n    clock.shift(DAY)\n"
    (root / "tests" / "test_pinned.py").write_text(pinned)
    (root / "tests" / "test_asked.py").write_text(asked)
    assert two_clocks(root) == []
