"""Prevents the mistake of a use case with two doors, of an action that nobody can be asked about afterwards,
and of one that guesses who acts and when.

One file, one verb, everything by name, `actor` and `now` among it, an event recorded.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of

NEEDED = ("actor", "now")
# Name of the file → why it needs no event. Keep this short: an action nobody can trace is rarely right.
WITHOUT_EVENT: dict[str, str] = {}
# Name of the file → which of `actor`, `now` it does without, and why.
WITHOUT_PARAMETER: dict[str, tuple[str, str]] = {
    "stores/actions/open_store.py": ("actor", "there is no actor before there is a store"),
    "stores/actions/accept_invitation.py": (
        "actor",
        "there is no actor before there is a place",
    ),
}

GOOD = """
from kept.journal.record import record

@dataclass(frozen=True)
class Placed:
    number: int

def place_order(*, actor, store, now) -> Placed:
    with durable():
        return _place(actor, store, now)

def _place(actor, store, now):
    record(OrderPlaced(order=1), actor=actor, now=now)
    return Placed(1)
"""


def misshapen(root: Path) -> list[Breach]:
    return [breach for module in actions(root) for breach in flaws(module)]


def actions(root: Path) -> Iterator[Module]:
    for module in modules(root):
        if module.path.parent.name == "actions" and not module.path.name.startswith("_"):
            yield module


def flaws(module: Module) -> Iterator[Breach]:
    functions = [
        node for node in module.tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    public = [function for function in functions if not function.name.startswith("_")]
    if [function.name for function in public] != [module.path.stem]:
        names = ", ".join(function.name for function in public) or "none"
        yield module.breach(module.tree, f"one public function named {module.path.stem}; found {names}")
        return
    action = public[0]
    if action.args.args or action.args.posonlyargs or action.args.vararg or action.args.kwarg:
        yield module.breach(action, f"takes arguments by place; only names: def {action.name}(*, …)")
    spared = WITHOUT_PARAMETER.get(module.name, ("", ""))[0]
    names = {argument.arg for argument in action.args.kwonlyargs}
    for needed in NEEDED:
        if needed not in names and needed != spared:
            yield module.breach(action, f"{action.name} does not take `{needed}`")
    if not records(module) and module.name not in WITHOUT_EVENT:
        yield module.breach(action, f"{action.name} records no event")


def records(module: Module) -> bool:
    """Whether the action calls record(), by itself or by a step of Kept's that it calls."""
    called = {module.meaning(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
    return calls_record(module.tree, module) or any(step_records(module.root, name) for name in called)


def step_records(root: Path, name: str) -> bool:
    """Whether `kept.stores.writes.put_settings` calls record()."""
    *where, function = name.split(".")
    path = root.joinpath("src", *where).with_suffix(".py")
    if not where or where[0] != "kept" or not path.exists():
        return False
    step = Module(root, path)
    return any(
        isinstance(node, ast.FunctionDef) and node.name == function and calls_record(node, step)
        for node in step.tree.body
    )


def calls_record(node: ast.AST, module: Module) -> bool:
    calls = (inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call))
    return any(module.meaning(function).split(".")[-1] == "record" for function in calls)


def test_every_action_has_the_same_shape():
    none_of(misshapen(ROOT))


def test_exceptions_stand_for_files_that_exist():
    names = {module.name for module in actions(ROOT)}
    assert set(WITHOUT_EVENT) | set(WITHOUT_PARAMETER) <= names


def test_control_a_well_made_action_is_left_alone(plant):
    assert misshapen(plant({"orders/actions/place_order.py": GOOD, "orders/actions/__init__.py": ""})) == []


@pytest.mark.parametrize(
    ("broken", "flaw"),
    [
        (GOOD.replace("def _place(", "def replace("), "one public function"),
        (GOOD.replace("def place_order(", "def order("), "one public function"),
        ("", "found none"),
        (GOOD.replace("*, actor", "actor, *"), "by place"),
        (GOOD.replace("*, actor,", "*, "), "`actor`"),
        (GOOD.replace("store, now) -> Placed", "store) -> Placed"), "`now`"),
        (GOOD.replace("record(OrderPlaced", "print(OrderPlaced"), "records no event"),
    ],
)
def test_control_each_flaw_is_found(plant, broken, flaw):
    found = misshapen(plant({"orders/actions/place_order.py": broken}))
    assert any(flaw in breach.what for breach in found), found


STEP = """
from kept.journal.record import record

def put_settings(store, *, actor, now):
    record(StoreChanged(), actor=actor, now=now)

def look(store):
    return store
"""
BY_STEP = """
from kept.stores.writes import look, put_settings

def change_store(*, actor, now):
    {}(1, actor=actor, now=now)
"""


@pytest.mark.parametrize(("step", "flaws_found"), [("put_settings", 0), ("look", 1)])
def test_control_an_event_recorded_by_a_step_counts_and_no_other(plant, step, flaws_found):
    root = plant({"stores/writes.py": STEP, "stores/actions/change_store.py": BY_STEP.format(step)})
    assert len(misshapen(root)) == flaws_found
