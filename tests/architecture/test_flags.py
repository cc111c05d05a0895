"""Prevents the mistake of one function that is two: what happens differently has a name of its own. In kit, on which
everything stands, no public function takes a flag.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of


def flags(root: Path) -> list[Breach]:
    found = []
    for module in modules(root):
        if not module.name.startswith("kit/"):
            continue
        for node in public_functions(module):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            found += [
                module.breach(node, f"{node.name}({one.arg}) is two functions")
                for one in arguments
                if one.annotation is not None and "bool" in ast.unparse(one.annotation).split(" | ")
            ]
    return found


def public_functions(module: Module) -> Iterator[ast.FunctionDef]:
    """Functions of the module and methods of its public classes, without an underscore."""
    for owner in (module.tree, *module.tree.body):
        if isinstance(owner, ast.Module | ast.ClassDef) and not getattr(owner, "name", "").startswith("_"):
            for node in owner.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield node


def test_no_function_of_kit_takes_a_flag():
    none_of(flags(ROOT))


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("def once(*, shares: bool = False) -> None: ...", ["once(shares) is two functions"]),
        (
            "class Lock:\n    def acquire(self, wait: bool | None) -> None: ...",
            ["acquire(wait) is two functions"],
        ),
        ("def is_even(n: int) -> bool: ...\ndef _own(loud: bool) -> None: ...", []),
    ],
)
def test_control(plant, planted, found):
    assert [one.what for one in flags(plant({"kit/idempotency.py": planted + "\n"}))] == found
