"""Prevents the mistake of a statement that knows another package's tables: renaming a column there breaks a page here,
and no import says so. What belongs to others is read through their models and queries.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of

# Statements that put together what several packages hold, because two looks would be dearer or not of one instant.
JOINS: dict[str, set[str]] = {
    # One look for a board of any length: whether it is paid, what happened last, what waits for a person, and whose it
    # probably is.
    "orders/reading/board.py": {"journal", "money_account", "finding"},
    "orders/reading/card_rows.py": {"message", "money_account", "finding", "customer"},
    # What a stranger holds is looked at in the transaction of each of their orders.
    "orders/strangers.py": {"money_account", "variant"},
    # Drawing the next number is part of writing the order, and of no revision of the store.
    "orders/writes.py": {"store"},
    # Where packages meet: all that a batch of messages is about, in one look.
    "reactions/message_context.py": {
        "store",
        "orders",
        "confirmation",
        "money_account",
        "money_entry",
        "customer_pending_consent",
        "timer",
    },
}

_NAMED = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)")


def tables() -> dict[str, str]:
    """The package of each table."""
    return {
        model._meta.db_table: model.__module__.split(".")[1]
        for model in apps.get_models()
        if model.__module__.startswith("kept.")
    }


def foreign_tables(root: Path) -> list[Breach]:
    return [
        module.breach(node, f"a statement names {table}, which is {package}'s")
        for module in modules(root)
        for node, table, package in foreign(module)
        if table not in JOINS.get(module.name, set())
    ]


def foreign(module: Module) -> Iterator[tuple[ast.AST, str, str]]:
    """Every table of another package that a statement in this module names, and whose it is."""
    packages = tables()
    own = module.name.split("/")[0]
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            for table in _NAMED.findall(node.value):
                if packages.get(table, own) != own:
                    yield node, table, packages[table]


def test_a_statement_names_the_tables_of_its_own_package():
    none_of(foreign_tables(ROOT))


def test_each_exception_is_still_needed():
    needed = {module.name: {table for _node, table, _of in foreign(module)} for module in modules(ROOT)}
    assert {name: needed.get(name) for name in JOINS} == JOINS


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ('rows.fetch("SELECT id FROM store WHERE id = %s", [1])', ["a statement names store, which is stores's"]),
        ('rows.fetch(f"SELECT 1 FROM orders o JOIN customer c ON {where}")',
         ["a statement names customer, which is customers's"]),
        ('rows.run("UPDATE orders SET status = %s", ["done"])', []),
        ('"""It says: SELECT 1 FROM store."""', []),
    ],
)  # fmt: skip
def test_control(plant, planted, found):
    root = plant({"orders/queries.py": planted + "\n"})
    assert [one.what for one in foreign_tables(root)] == found
