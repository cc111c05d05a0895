"""Prevents the mistake of a refusal that nobody who calls an action has heard of. What it raises itself, or through the
helpers of its module, stands in its docstring by name. What the packages below refuse stands there; that an actor
may not (`Actor.require`) goes without saying.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of

PLACES = ("steps.py", "writes.py", "locks.py", "queries.py")


def unnamed_refusals(root: Path) -> list[Breach]:
    known = refusals(root)
    found = []
    for module in modules(root):
        if "/actions/" not in module.name and not module.name.endswith(PLACES):
            continue
        functions = {node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)}
        for name, function in functions.items():
            if name.startswith("_"):
                continue
            said = ast.get_docstring(function) or ""
            raised = set(raises(module, function, functions, known, set()))
            found += [module.breach(function, f"{name} does not say that it refuses with {one}")
                      for one in sorted(raised) if one not in said]  # fmt: skip
    return found


def refusals(root: Path) -> set[str]:
    """Every refusal, by its name: what is a Refusal, directly or not."""
    bases = {
        node.name: {ast.unparse(base).split(".")[-1] for base in node.bases}
        for module in modules(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"Refusal"}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return found


def raises(
    module: Module,
    function: ast.FunctionDef,
    functions: dict[str, ast.FunctionDef],
    known: set[str],
    seen: set[str],
) -> Iterator[str]:
    """The refusals that this function raises, and those of the module's own functions that it calls."""
    seen.add(function.name)
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = module.meaning(error).split(".")[-1]
            if name in known:
                yield name
        elif isinstance(node, ast.Name) and node.id in functions and node.id not in seen:
            yield from raises(module, functions[node.id], functions, known, seen)


def test_a_docstring_names_what_is_refused():
    none_of(unnamed_refusals(ROOT))


def test_control(plant):
    root = plant({
        "kit/refusals.py": "class Refusal(Exception): ...\n",
        "orders/refusals.py": (
            "from kept.kit.refusals import Refusal\n\nclass SoldOut(Refusal): ...\nclass Closed(SoldOut): ...\n"
        ),
        "orders/actions/sell.py": (
            "from kept.orders.refusals import Closed, SoldOut\n\n"
            'def sell(*, actor, now):\n    """Sell. Refuses with Closed."""\n    _check()\n    raise Closed\n\n'
            "def _check():\n    raise SoldOut(left=0)\n"
        ),
    })  # fmt: skip
    assert [one.what for one in unnamed_refusals(root)] == ["sell does not say that it refuses with SoldOut"]


def test_control_what_is_named_is_no_breach(plant):
    root = plant({
        "kit/refusals.py": "class Refusal(Exception): ...\nclass Gone(Refusal): ...\n",
        "orders/steps.py": (
            'from kept.kit.refusals import Gone\n\ndef take():\n    """Take. Raises Gone."""\n    raise Gone\n\n'
            "def _own():\n    raise Gone\n"
        ),
    })  # fmt: skip
    assert unnamed_refusals(root) == []
