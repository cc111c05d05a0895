"""Prevents the mistake of modules that cannot be read one after the other: none is imported by what it imports, not
even inside a function or for a type alone.
"""

import sys
from pathlib import Path

import grimp
import pytest

from tests.architecture.tree import ROOT, none_of


def rings(package: str, folder: Path) -> list[str]:
    """Every group of modules of which each leads to each, as one line."""
    sys.path.insert(0, str(folder))
    try:
        graph = grimp.build_graph(package, cache_dir=None)
    finally:
        sys.path.remove(str(folder))
    left = {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}
    while free := {module for module, imported in left.items() if not imported & left.keys()}:
        for module in free:
            del left[module]
    # What only leads into a ring is no part of it.
    while outside := {module for module in left if not any(module in imported for imported in left.values())}:
        for module in outside:
            del left[module]
    return [f"{module} imports {', '.join(sorted(of & left.keys()))}" for module, of in sorted(left.items())]


def test_no_module_is_imported_by_what_it_imports():
    none_of(rings("kept", ROOT / "src"))


@pytest.mark.parametrize(
    "back",
    [
        "from planted_ring import cursor",
        "def late():\n    from planted_ring import cursor\n    return cursor",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from planted_ring import cursor",
    ],
)
def test_control(tmp_path, back):
    package = tmp_path / "planted_ring"
    package.mkdir()
    for name, text in {
        "__init__": "", "base": "from planted_ring import lock", "lock": back,
        "cursor": "from planted_ring import base", "outside": "from planted_ring import base", "leaf": "",
    }.items():  # fmt: skip
        (package / f"{name}.py").write_text(text + "\n")
    assert [ring.split()[0] for ring in rings("planted_ring", tmp_path)] == [
        "planted_ring.base",
        "planted_ring.cursor",
        "planted_ring.lock",
    ]
