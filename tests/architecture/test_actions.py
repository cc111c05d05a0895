"""Prevents the mistake of a use case with two doors, of an action that nobody can be asked about afterwards,
and of one that guesses who acts and when.

One file, one verb, everything by name, `actor` and `now` among it, an event recorded; and no action calls another.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of, stands_in

NEEDED = ("actor", "now")
RECORD = "kept.journal.record.record"
# Name of the file → why it needs no event. Keep this short: an action nobody can trace is rarely right.
WITHOUT_EVENT: dict[str, str] = {
    "accounts/actions/request_password_reset.py": "whether it is about anybody is not looked at; nothing changes",
    "accounts/actions/request_address_change.py": "nothing changes until the link is opened",
}
_ONESELF = "it is one's own sign-in: who acts has an actor in each of their stores, and may have none"
# Name of the file → which of `actor`, `now` it does without, and why.
WITHOUT_PARAMETER: dict[str, tuple[str, str]] = {
    "stores/actions/open_store.py": ("actor", "there is no actor before there is a store"),
    "stores/actions/accept_invitation.py": (
        "actor",
        "there is no actor before there is a place",
    ),
    **{
        f"accounts/actions/{name}.py": ("actor", _ONESELF)
        for name in (
            "change_address",
            "change_password",
            "record_sign_in_change",
            "request_address_change",
            "request_password_reset",
            "reset_password",
        )
    },
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


# Below the faces nobody opens a door: what several actions share is a step. A time that has come and what came from
# outside are ways in, too.
FACES = ("config/", "faces/", "reactions/clock.py", "reactions/inbox.py")


def misshapen(root: Path) -> list[Breach]:
    return [breach for module in actions(root) for breach in flaws(module)]


def calls_from_below(root: Path) -> list[Breach]:
    """Return where an action, or a step beneath one, takes hold of another action. Shapes and bounds may be shared."""
    return [
        module.breach(node, f"calls the action {name.split('.')[-1]}")
        for module in modules(root)
        if not stands_in(module, FACES)
        for node in ast.walk(module.tree)
        for name in taken(module, node)
        if is_action(name)
    ]


def taken(module: Module, node: ast.AST) -> list[str]:
    """The full names of what is imported here."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        package = node.module or ""
        if node.level:
            above = ["kept", *module.name.split("/")][: -node.level]
            package = ".".join([*above, package] if package else above)
        return [f"{package}.{alias.name}" for alias in node.names]
    return []


def is_action(name: str) -> bool:
    """Tell whether `kept.orders.actions.place_order` or a function in it is meant; `actions.Placed` is none."""
    parts = name.split(".")
    return "actions" in parts and parts[0] == "kept" and parts[-1].islower()


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
    if not records(module, action.name) and module.name not in WITHOUT_EVENT:
        yield module.breach(action, f"{action.name} records no event")


def records(module: Module, function: str) -> bool:
    """Tell whether this function of a module calls record(), by itself or by what of Kept's it makes use of."""
    waiting, seen = [(module, function)], set()
    while waiting:
        where = waiting.pop()
        if where not in seen:
            seen.add(where)
            names = names_in(*where)
            if RECORD in names:
                return True
            waiting += [place for name in names if (place := place_of(where[0], name))]
    return False


def names_in(module: Module, function: str) -> set[str]:
    """The full names of what a function of a module speaks of."""
    return {
        module.meaning(node)
        for top in module.tree.body
        if getattr(top, "name", "") == function
        for node in ast.walk(top)
        if isinstance(node, ast.Name | ast.Attribute)
    }


def place_of(module: Module, name: str) -> tuple[Module, str] | None:
    """`kept.stores.writes.put_settings` in its file; what has no dots stands in the same file, if anywhere."""
    *where, function = name.split(".")
    path = module.root.joinpath("src", *where).with_suffix(".py") if where else module.path
    return (read(module.root, path), function) if where[:1] in ([], ["kept"]) and path.exists() else None


@cache
def read(root: Path, path: Path) -> Module:
    return Module(root, path)


def test_every_action_has_the_same_shape():
    none_of(misshapen(ROOT))


def test_no_action_calls_another():
    none_of(calls_from_below(ROOT))


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
        (GOOD.replace("return _place(actor, store, now)", "return Placed(1)"), "records no event"),
        (GOOD.replace("journal.record", "kit.tape"), "records no event"),
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


@pytest.mark.parametrize(
    "call",
    [
        "from kept.orders.actions.confirm_order import confirm_order\n",
        "from kept.orders.actions.confirm_order import confirm_order as make_sure\n",
        "from kept.orders.actions import confirm_order\n",
        "import kept.orders.actions.confirm_order as door\n",
        "from kept.orders import actions\n",
        "from .confirm_order import confirm_order\n",
        "def later():\n    from kept.orders.actions.confirm_order import confirm_order\n",
    ],
)
def test_control_a_call_of_another_action_is_found(plant, call):
    assert len(calls_from_below(plant({"orders/actions/place_order.py": call}))) == 1


@pytest.mark.parametrize(
    ("place", "calls"),
    [("orders/steps.py", 1), ("reactions/notifications.py", 1), ("faces/api/orders/work.py", 0)],
)
def test_control_only_faces_open_doors(plant, place, calls):
    text = "from kept.orders.actions.confirm_order import confirm_order\n"
    assert len(calls_from_below(plant({place: text}))) == calls


def test_control_shapes_and_bounds_may_be_shared(plant):
    text = "from kept.orders.actions.place_order import LONGEST_NOTE, Placed\n"
    assert calls_from_below(plant({"orders/agreement/preview.py": text})) == []
