"""Prevents the mistake that a lower layer learns of a higher one, so that no part can be understood alone.

The layers stand in pyproject.toml under [tool.importlinter].
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, none_of

CONTRACTS = ROOT / "pyproject.toml"
PACKAGES = (
    "config",
    "faces",
    "faces/desk",
    "faces/desk/stock",
    "faces/shop",
    "reactions",
    "orders",
    "stock",
    "kit",
)
LAYERED = {"__init__.py": "", **{f"{package}/__init__.py": "" for package in PACKAGES}}


def broken_contracts(root: Path) -> str:
    """Return import-linter's complaints; empty when every contract is kept."""
    # Run as a program: it imports what it checks, and that must not be the Kept already in this process.
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo", "--config", CONTRACTS],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src"), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_imports_point_down():
    none_of(broken_contracts(ROOT).splitlines())


def test_control_a_tree_in_order_is_found_in_order(plant):
    root = plant(
        {**LAYERED, "orders/queries.py": "import kept.stock\n", "config/urls.py": "import kept.reactions\n"}
    )
    assert broken_contracts(root) == ""


@pytest.mark.parametrize(
    ("planted", "imported"),
    [
        ("kit/ids.py", "kept.orders"),
        ("orders/tasks.py", "kept.reactions"),
        ("orders/queries.py", "kept.faces.desk"),
        ("faces/desk/routing.py", "kept.reactions"),
        ("faces/desk/routing.py", "kept.faces.shop"),
        ("faces/desk/board.py", "kept.faces.desk.stock"),
        ("faces/desk/nobody_listed_it.py", "kept.kit"),
        ("reactions/table.py", "kept.faces"),
    ],
)
def test_control_an_import_that_points_up_or_sideways_is_found(plant, planted, imported):
    root = plant({**LAYERED, planted: f"import {imported}\n"})
    assert "BROKEN" in broken_contracts(root)


def test_control_a_package_without_a_layer_is_found(plant):
    root = plant({**LAYERED, "newcomer/__init__.py": ""})
    assert "newcomer" in broken_contracts(root)
