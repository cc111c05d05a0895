"""Prevents the mistake of a test that leans on another: what it borrowed goes when that one is mended, and runs with
everything that one stands on. What tests of several folders need lies in tests/rig.
"""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, none_of

RIG = "tests.rig"
ALLOWED = {
    "tests/architecture/test_exceptions.py": "asks of each rule whether its exceptions are still needed"
}


def borrowed(root: Path) -> list[str]:
    """Every import of a test from another test, from another folder's conftest, or from a folder beside its own."""
    return [
        f"{path.relative_to(root)}:{node.lineno}: imports {module}"
        for path in sorted((root / "tests").rglob("*.py"))
        if path.relative_to(root).as_posix() not in ALLOWED
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in imported(root, node)
        if module.startswith("tests.")
        and not may_import(".".join(path.relative_to(root).parent.parts), module)
    ]


def imported(root: Path, node: ast.Import | ast.ImportFrom) -> list[str]:
    """The modules that an import names: `from tests.rig import clock` is tests.rig.clock."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not node.module:
        return []
    names = [f"{node.module}.{alias.name}" for alias in node.names]
    return [name if (root / f"{name.replace('.', '/')}.py").exists() else node.module for name in names]


def may_import(folder: str, module: str) -> bool:
    """Tell whether a file of this folder may: what is in the rig, and no test, in its own folder or one above it."""
    package, _, name = module.rpartition(".")
    if module.startswith(RIG):
        return True
    if name.startswith("test_") or (name == "conftest" and package != folder):
        return False
    return f"{folder}.".startswith(f"{package}.")


def test_no_test_leans_on_another():
    none_of(borrowed(ROOT))


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("from tests.orders.test_terms import agreed", ["tests.orders.test_terms"]),
        ("from tests.orders import test_terms", ["tests.orders.test_terms"]),
        ("import tests.messages.conftest", ["tests.messages.conftest"]),
        ("from tests.conftest import store", ["tests.conftest"]),
        ("def test():\n    from tests.faces.desk.world import a_world", ["tests.faces.desk.world"]),
        ("from tests.rig.factory import a_store\nfrom tests.rig import clock", []),
        ("from tests.orders.steps import advance\nfrom tests.orders.conftest import far", []),
        ("from kept.orders.models import Order", []),
    ],
)
def test_control(plant, planted, found):
    root = plant({"/tests/orders/test_terms.py": "", "/tests/orders/test_planted.py": planted + "\n"})
    assert [one.rpartition(" ")[2] for one in borrowed(root)] == found
