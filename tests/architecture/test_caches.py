"""Prevents the mistake of a memory that grows without end, outlives the test that filled it, or keeps what was undone:
what a process keeps of the rows it read stands in a Cache (`kit/caches.py`), nowhere else.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of

MEMORIES = {
    "faces/api/operations.py": "each operation, filled where it is described",
    "faces/desk/routing.py": "the permission of each route, filled where the routes are written",
    "kit/sqlite/forking.py": "connections of this process and those it inherited: the process itself, no rows",
    "kit/sqlite/lock.py": "one lock for each database file of the process",
    "kit/sqlite/safety.py": "the folders that were tried once",
    "kit/caches.py": "the one",
    "kit/rows.py": "how statements are put together for a model, from its columns",
}
"""Where something is remembered that is no row."""

_CACHES = ("functools.cache", "functools.lru_cache")
_CONTAINERS = ("dict", "list", "set", "collections.OrderedDict", "collections.deque", "weakref.WeakSet")
_QUESTIONS = {"kept.kit.rows.fetch", "kept.kit.rows.read", "django.db.connection.cursor"}


def memories(root: Path) -> list[Breach]:
    found = []
    for module in modules(root):
        if module.name in MEMORIES:
            continue
        found += [
            module.breach(node, "an empty container that outlives the call") for node in containers(module)
        ]
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef) and is_cached(module, node) and asks(module, node):
                found.append(module.breach(node, f"{node.name} keeps what it read of the database"))
    return found


def containers(module: Module) -> Iterator[ast.AST]:
    """Containers of a module or a class that begin empty: they are there to be filled.

    What `install()` puts in the place of an empty one is a table of the composition root's.
    """
    installed = {
        name
        for function in module.tree.body
        if isinstance(function, ast.FunctionDef) and function.name == "install"
        for node in ast.walk(function)
        if isinstance(node, ast.Global)
        for name in node.names
    }
    for owner in ast.walk(module.tree):
        if isinstance(owner, ast.Module | ast.ClassDef):
            for node in owner.body:
                if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                    # What a class without an underscore has is a field of a shape, which pydantic copies.
                    name = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
                    lasts = isinstance(owner, ast.Module) or name.startswith("_")
                    if lasts and name not in installed and is_empty(module, node.value):
                        yield node


def is_empty(module: Module, value: ast.expr) -> bool:
    """Tell whether this is `{}`, `[]`, `dict()`, `defaultdict(list)` …"""
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List):
        return not value.elts
    if not isinstance(value, ast.Call):
        return False
    name = module.meaning(value.func)
    return name == "collections.defaultdict" or (name in _CONTAINERS and not value.args)


def is_cached(module: Module, function: ast.FunctionDef) -> bool:
    """Tell whether a decorator keeps what it returns."""
    return any(
        module.meaning(one.func if isinstance(one, ast.Call) else one) in _CACHES
        for one in function.decorator_list
    )


def asks(module: Module, function: ast.FunctionDef) -> bool:
    """Tell whether it asks the database itself: through a manager, a cursor, or `kit/rows.py`."""
    named = [node for node in ast.walk(function) if isinstance(node, ast.Attribute)]
    return any(node.attr == "objects" or module.meaning(node) in _QUESTIONS for node in named)


def test_what_is_kept_of_rows_stands_in_a_cache():
    none_of(memories(ROOT))


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("_known: dict[int, str] = {}", ["an empty container that outlives the call"]),
        (
            "from collections import defaultdict\n_known = defaultdict(list)",
            ["an empty container that outlives the call"],
        ),
        ("class Shop:\n    _known: dict = {}", ["an empty container that outlives the call"]),
        (
            "from functools import lru_cache\n@lru_cache(maxsize=9)\ndef shop(slug):\n"
            "    return Store.objects.get(slug=slug)",
            ["shop keeps what it read of the database"],
        ),
        (
            "from functools import cache\nfrom kept.kit import rows\n@cache\ndef shop():\n"
            "    return rows.fetch('SELECT 1')",
            ["shop keeps what it read of the database"],
        ),
        ("_table = {}\ndef install(table):\n    global _table\n    _table = table", []),
        ("_table = {}\ndef learn(word):\n    global _table", ["an empty container that outlives the call"]),
        ("from functools import cache\n@cache\ndef word(text):\n    return text.lower()", []),
        ("WORDS = {'a': 1}\ndef count():\n    found = {}\n    return found", []),
    ],
)  # fmt: skip
def test_control(plant, planted, found):
    assert [one.what for one in memories(plant({"shop/queries.py": planted + "\n"}))] == found
