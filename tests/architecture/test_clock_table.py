"""Prevents the mistake of a timer that nobody fires, and of one that nobody finds: every kind of timer is declared in
the timers.py of its package, and stands in the clock table.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of

TABLE = "reactions/clock.py"
KIND = "kept.timers.kinds.TimerKind"


def declared(root: Path) -> Iterator[tuple[Module, ast.Call, str]]:
    """Every TimerKind that is made, and the name it is given at the top of its module; "" where it has none."""
    for module in modules(root):
        named = {
            node.value: node.targets[0].id
            for node in module.tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and module.meaning(node.func) == KIND:
                yield module, node, named.get(node, "")


def misplaced(root: Path) -> list[Breach]:
    return [
        module.breach(call, "a kind of timer outside timers.py, or without a name of its own")
        for module, call, name in declared(root)
        if module.path.name != "timers.py" or not name
    ]


def undecided(root: Path) -> list[Breach]:
    table = root / "src" / "kept" / TABLE
    known = keys(Module(root, table)) if table.exists() else set()
    return [
        module.breach(call, f"{name} does not stand in {TABLE}")
        for module, call, name in declared(root)
        if f"kept.{module.name.removesuffix('.py').replace('/', '.')}.{name}" not in known
    ]


def keys(table: Module) -> set[str]:
    """The full names of what stands at the left of the table."""
    return {
        table.meaning(key)
        for node in ast.walk(table.tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if key is not None
    }


def test_every_kind_of_timer_stands_in_the_clock_table():
    none_of(undecided(ROOT))


def test_every_kind_of_timer_stands_in_the_timers_of_its_package():
    none_of(misplaced(ROOT))


def test_there_is_one():
    assert "REVIEW_REMINDER" in {name for _, _, name in declared(ROOT)}


KINDS = """
from kept.timers.kinds import TimerKind
FIRED = TimerKind("fired", subject="order")
FORGOTTEN = TimerKind("forgotten", subject="order")
"""


def test_control_one_that_nobody_fires_is_found(plant):
    table = "from kept.orders.timers import FIRED, FORGOTTEN\nTABLE = {FIRED: lambda: FORGOTTEN}\n"
    root = plant({"orders/timers.py": KINDS, TABLE: table})
    assert [breach.what.split()[0] for breach in undecided(root)] == ["FORGOTTEN"]
    assert misplaced(root) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("orders/steps.py", KINDS),
        (
            "orders/timers.py",
            "from kept.timers import kinds\nMADE = [kinds.TimerKind('a', subject='order')]\n",
        ),
        (
            "orders/timers.py",
            "from kept.timers.kinds import TimerKind as K\ndef f():\n    x = K('a', 'order')\n",
        ),
    ],
)
def test_control_one_that_nobody_finds_is_found(plant, path, text):
    root = plant({path: text})
    assert misplaced(root)
    assert undecided(root)
