"""Helpers that the rules share: the source as syntax trees, and one way to say what breaks a rule."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Plant = Callable[[dict[str, str]], Path]


@dataclass(frozen=True, order=True)
class Breach:
    """One place that breaks a rule."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Module:
    """One Python file. `name` is its path within src/kept, as in `orders/actions/place_order.py`."""

    root: Path
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(self.root / "src" / "kept").as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> dict[str, str]:
        """Map each imported name to its full name: `timezone` → `django.utils.timezone`."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.split(".")[0]
                    found[alias.asname or top] = alias.name if alias.asname else top
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        return found

    def meaning(self, node: ast.AST) -> str:
        """The full name of `timezone.now`, seen through the imports; empty where it has none."""
        if isinstance(node, ast.Name):
            return self.imports.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            owner = self.meaning(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""

    def breach(self, node: ast.AST, what: str) -> Breach:
        return Breach(self.path.relative_to(self.root).as_posix(), getattr(node, "lineno", 1), what)


def modules(root: Path) -> Iterator[Module]:
    """Every module of Kept; migrations apart, which Django writes."""
    for path in sorted((root / "src" / "kept").rglob("*.py")):
        if "migrations" not in path.parts:
            yield Module(root, path)


def stands_in(module: Module, places: dict[str, str] | tuple[str, ...]) -> bool:
    """Tell whether a module is one of these files, or lies in one of these folders (which end in a slash)."""
    return any(
        module.name == place or (place.endswith("/") and module.name.startswith(place)) for place in places
    )


def none_of(breaches: list[Breach] | list[str]) -> None:
    """Fail with every breach on a line of its own."""
    if breaches:
        pytest.fail("\n".join(map(str, breaches)), pytrace=False)
