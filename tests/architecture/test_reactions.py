"""Prevents the mistake of an event whose consequences nobody decided: it stands in the table, even alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of

TABLE = "reactions/table.py"


def events(root: Path) -> Iterator[tuple[Module, ast.ClassDef]]:
    """Every event: a class in the events.py of a package that is an Event, by itself or by another."""
    for module in modules(root):
        if module.path.name == "events.py":
            known = {"Event"}
            for node in module.tree.body:
                if isinstance(node, ast.ClassDef) and known & bases(module, node):
                    known.add(node.name)
                    yield module, node


def bases(module: Module, node: ast.ClassDef) -> set[str]:
    return {module.meaning(base).split(".")[-1] for base in node.bases}


def undecided(root: Path) -> list[Breach]:
    table = root / "src" / "kept" / TABLE
    named = names_used(Module(root, table)) if table.exists() else set()
    return [
        module.breach(event, f"{event.name} does not stand in {TABLE}")
        for module, event in events(root)
        if event.name not in named
    ]


def names_used(table: Module) -> set[str]:
    """The names the table speaks of; importing one is not yet a decision."""
    return {
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(table.tree)
        if isinstance(node, ast.Name | ast.Attribute)
    }


def test_every_event_stands_in_the_table():
    none_of(undecided(ROOT))


def test_control(plant):
    root = plant(
        {
            "orders/events.py": (
                "from kept.journal.events import Event\n"
                "class OrderPlaced(Event):\n    order: int\n"
                "class OrderForgotten(OrderPlaced):\n    order: int\n"
                "class NotAnEvent:\n    pass\n"
            ),
            "stock/events.py": "from kept.journal import events\nclass StockTaken(events.Event):\n    pass\n",
            TABLE: (
                "from kept.orders.events import OrderForgotten, OrderPlaced\n"
                "from kept.stock import events as stock\n"
                "TABLE = {OrderPlaced: (), stock.StockTaken: ()}\n"
            ),
        }
    )
    assert [breach.what.split()[0] for breach in undecided(root)] == ["OrderForgotten"]


def test_control_without_a_table_every_event_is_undecided(plant):
    text = "from kept.journal.events import Event\nclass OrderPlaced(Event):\n    order: int\n"
    assert len(undecided(plant({"orders/events.py": text}))) == 1
