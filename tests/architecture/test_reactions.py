"""Prevents the mistake of an event whose consequences nobody decided, and of one that nobody finds: it stands in its
package's events.py, and in the table, even alone.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of

TABLE = "reactions/table.py"
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
    names = (module.meaning(base) for base in node.bases)
    return {name if "." in name else here + name for name in names}


def misplaced(root: Path) -> list[Breach]:
    return [
        module.breach(event, f"{event.name} is an event outside events.py")
        for module, event in events(root)
        if module.path.name != "events.py"
    ]


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


def test_every_event_stands_in_the_events_of_its_package():
    none_of(misplaced(ROOT))


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


@pytest.mark.parametrize(
    "hidden",
    [
        "from kept.journal.events import Event\nclass OrderLost(Event):\n    order: int\n",
        "from kept.journal import events\nclass OrderLost(events.Event):\n    order: int\n",
        "from kept.journal.events import Event as Base\nclass OrderLost(Base):\n    order: int\n",
        "from kept.orders.events import OrderPlaced\nclass OrderLost(OrderPlaced):\n    order: int\n",
        "from kept.journal.events import Event\ndef act():\n    class OrderLost(Event):\n        order: int\n",
    ],
)
def test_control_an_event_outside_the_events_is_found_twice(plant, hidden):
    placed = "from kept.journal.events import Event\nclass OrderPlaced(Event):\n    order: int\n"
    table = "from kept.orders.events import OrderPlaced\nTABLE = {OrderPlaced: ()}\n"
    root = plant({"orders/events.py": placed, "orders/actions/lose_order.py": hidden, TABLE: table})
    assert [breach.what.split()[0] for breach in misplaced(root)] == ["OrderLost"]
    assert [breach.what.split()[0] for breach in undecided(root)] == ["OrderLost"]


def test_control_a_class_that_only_shares_the_name_is_no_event(plant):
    text = "import threading\nclass Bell(threading.Event):\n    pass\n"
    assert list(events(plant({"kit/notify_workers.py": text}))) == []
