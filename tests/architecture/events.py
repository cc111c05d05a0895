"""The events of the shop, wherever they stand."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import Module, modules

EVENT = "kept.journal.events.Event"


def events(root: Path) -> Iterator[tuple[Module, ast.ClassDef]]:
    """Every class that is an Event, by itself or by another, wherever it stands."""
    classes = [
        (module, node)
        for module in modules(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    ]
    known = {EVENT}
    while more := {full_name(*each) for each in classes if known & bases(*each)} - known:
        known |= more
    for module, node in classes:
        if full_name(module, node) in known - {EVENT}:
            yield module, node


def full_name(module: Module, node: ast.ClassDef) -> str:
    return f"kept.{module.name.removesuffix('.py').replace('/', '.')}.{node.name}"


def bases(module: Module, node: ast.ClassDef) -> set[str]:
    """The full names of what a class is, too; a bare name that is not imported stands in the same module."""
    here = full_name(module, node).removesuffix(node.name)
    plain = (base.value if isinstance(base, ast.Subscript) else base for base in node.bases)
    names = (module.meaning(base) for base in plain)
    return {name if "." in name else here + name for name in names}
