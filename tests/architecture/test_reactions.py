"""Prevents the mistakes of an event whose consequences nobody decided, of one that nobody finds, of a reaction that
hangs on an event about something else, and of code that a renamed event would pass by in silence. An event stands in
its package's events.py, and in one row of that package's page of the process, `reactions/of_<package>.py`, even alone.
"""

import ast
from pathlib import Path
from typing import get_args

import pytest

from kept.reactions import table as process
from kept.stores.models import Store
from tests.architecture.checker import complaints
from tests.architecture.events import events, full_name
from tests.architecture.tree import ROOT, Breach, Module, modules, none_of, stands_in

TABLE = "reactions/table.py"


def misplaced(root: Path) -> list[Breach]:
    return [
        module.breach(event, f"{event.name} is an event outside events.py")
        for module, event in events(root)
        if module.path.name != "events.py"
    ]


def undecided(root: Path) -> list[Breach]:
    return [
        module.breach(event, f"{event.name} does not stand in one row of {page_of(module)}")
        for module, event in events(root)
        if rows(root, page_of(module)).count(event.name) != 1
    ]


def page_of(module: Module) -> str:
    return f"reactions/of_{module.name.split('/')[0]}.py"


def rows(root: Path, page: str) -> list[str]:
    """The events of which a page says what follows: `on(OrderPlaced, …)`; importing one is not yet a decision."""
    path = root / "src" / "kept" / page
    if not path.exists():
        return []
    calls = [node for node in ast.walk(Module(root, path).tree) if isinstance(node, ast.Call) and node.args]
    said = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "on"]
    return [event.id if isinstance(event, ast.Name) else getattr(event, "attr", "") for event in said]


def test_every_page_is_part_of_the_table():
    """And by that of the process: of_orders.py alone would be a page that nobody reads."""
    table = (ROOT / "src" / "kept" / TABLE).read_text()
    pages = [path.stem for path in (ROOT / "src" / "kept" / "reactions").glob("of_*.py")]
    assert pages
    assert [page for page in pages if f"*{page}.STORIES" not in table] == []


def test_the_process_is_every_event_of_every_package_once():
    """The same, of what really runs."""
    declared = {full_name(module, event) for module, event in events(ROOT)}
    known = {f"{event.__module__}.{event.__name__}" for event in process.TABLE}
    assert known == declared
    assert sum(len(story.rows) for story in process.STORIES) == len(declared)


def test_what_programs_are_told_is_about_something_of_a_store():
    for event in process.TABLE:
        if event.webhook:
            (about,) = get_args(event.__orig_bases__[0])
            assert about is Store or hasattr(about, "store"), f"{event.__name__} tells of no store"


# Where an event's name is a word for other people's programs, or another trade's word.
MAY_NAME_EVENTS = {
    "faces/api/webhooks/examples.py": "what a program may send",
    "faces/api/webhooks/schemas.py": "what a program may send",
    "messages/structured.py": "the words of schema.org",
}


def named(root: Path) -> list[Breach]:
    """Return where the code names an event by a text, public name or class: it compares classes."""
    declared = list(events(root))
    names = {event.name for _, event in declared} | {public_name(event) for _, event in declared} - {""}
    return [
        module.breach(
            node, f"“{node.value}” names an event; compare its class (`event_of`, `Entry.objects.of`)"
        )
        for module in modules(root)
        if module.path.name != "events.py" and not stands_in(module, MAY_NAME_EVENTS)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names
    ]


def public_name(event: ast.ClassDef) -> str:
    for node in event.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "name":
            return str(ast.literal_eval(node.value))
    return ""


def test_code_compares_classes_and_never_names():
    none_of(named(ROOT))


def test_control_a_comparison_with_a_name_is_found(plant):
    declared = (
        "from kept.journal.events import Event\n"
        "class OrderPlaced(Event[Order]):\n    name = 'order.placed'\n    order: int\n"
    )
    root = plant(
        {
            "orders/events.py": declared,
            "orders/queries.py": "a = entry.name == 'order.placed'\nb = {'OrderPlaced': 1}\nc = 'placed', 'order'\n",
            "messages/structured.py": "word = 'OrderPlaced'\n",
        }
    )
    assert [(breach.path, breach.line) for breach in named(root)] == [
        ("src/kept/orders/queries.py", 1), ("src/kept/orders/queries.py", 2),
    ]  # fmt: skip


def test_every_event_stands_in_one_row_of_its_package():
    none_of(undecided(ROOT))


def test_every_event_stands_in_the_events_of_its_package():
    none_of(misplaced(ROOT))


def test_control(plant):
    root = plant(
        {
            "orders/events.py": (
                "from kept.journal.events import Event\n"
                "from kept.orders.models import Order\n"
                "class OrderPlaced(Event[Order]):\n    order: int\n"
                "class OrderForgotten(OrderPlaced):\n    order: int\n"
                "class OrderTwice(Event[Order]):\n    order: int\n"
                "class NotAnEvent:\n    pass\n"
            ),
            "stock/events.py": "from kept.journal import events\nclass StockTaken(events.Event[Level]):\n    pass\n",
            "reactions/of_orders.py": (
                "from kept.journal.reactions import on\n"
                "from kept.orders.events import OrderForgotten, OrderPlaced, OrderTwice\n"
                "STORIES = (story('', on(OrderPlaced), on(OrderTwice), on(OrderTwice)),)\n"
            ),
            "reactions/of_stock.py": (
                "from kept.journal.reactions import on\n"
                "from kept.stock import events as stock\n"
                "STORIES = (story('', on(stock.StockTaken)),)\n"
            ),
        }
    )
    assert [breach.what.split()[0] for breach in undecided(root)] == ["OrderForgotten", "OrderTwice"]


def test_control_without_a_page_every_event_is_undecided(plant):
    text = "from kept.journal.events import Event\nclass OrderPlaced(Event):\n    order: int\n"
    assert len(undecided(plant({"orders/events.py": text}))) == 1


@pytest.mark.parametrize(
    "hidden",
    [
        "from kept.journal.events import Event\nclass OrderLost(Event):\n    order: int\n",
        "from kept.journal.events import Event\nclass OrderLost(Event[Order]):\n    order: int\n",
        "from kept.journal import events\nclass OrderLost(events.Event):\n    order: int\n",
        "from kept.journal.events import Event as Base\nclass OrderLost(Base):\n    order: int\n",
        "from kept.orders.events import OrderPlaced\nclass OrderLost(OrderPlaced):\n    order: int\n",
        "from kept.journal.events import Event\ndef act():\n    class OrderLost(Event):\n        order: int\n",
    ],
)
def test_control_an_event_outside_the_events_is_found_twice(plant, hidden):
    placed = "from kept.journal.events import Event\nclass OrderPlaced(Event):\n    order: int\n"
    page = "STORIES = (story('', on(OrderPlaced)),)\n"
    root = plant(
        {
            "orders/events.py": placed,
            "orders/actions/lose_order.py": hidden,
            "reactions/of_orders.py": page,
        }
    )
    assert [breach.what.split()[0] for breach in misplaced(root)] == ["OrderLost"]
    assert [breach.what.split()[0] for breach in undecided(root)] == ["OrderLost"]


def test_control_a_class_that_only_shares_the_name_is_no_event(plant):
    text = "import threading\nclass Bell(threading.Event):\n    pass\n"
    assert list(events(plant({"kit/wake.py": text}))) == []


RIGHT = """
from kept.journal.events import Event, Happened
from kept.journal.reactions import on
from kept.catalog.events import ProductCreated
from kept.kit.queue import NewRow
from kept.orders.events import OrderHeld, OrderPlaced
from kept.orders.models import Order

def of_this(happened: Happened[OrderPlaced]) -> None:
    happened.subject.number + happened.event.total

def of_any_order(happened: Happened[Event[Order]]) -> list[NewRow]:
    return []

on(OrderPlaced, does=(of_this,), tells=(of_any_order,))
"""
WRONG = {
    "another subject": "on(ProductCreated, tells=(of_any_order,))",
    "another event of the same subject": "on(OrderHeld, does=(of_this,))",
    "what does returns something": "on(OrderPlaced, does=(of_any_order,))",
    "what tells returns nothing": "on(OrderPlaced, tells=(of_this,))",
    "a fact of another subject": "def title(happened: Happened[OrderPlaced]) -> str: return happened.subject.title",
    "recorded about another subject": (
        "from datetime import datetime\n"
        "from kept.catalog.models import Product\n"
        "from kept.journal.events import Who\n"
        "from kept.journal.record import record\n"
        "def act(event: OrderPlaced, who: Who, now: datetime, product: Product) -> None:\n"
        "    record(event, actor=who, now=now, subject=product)"
    ),
}


def test_control_the_type_checker_refuses_a_reaction_on_something_else(plant):
    """Each file has one mistake and nothing else: without its last lines it is right."""
    files = {f"/planted_{number}.py": RIGHT + wrong + "\n" for number, wrong in enumerate(WRONG.values())}
    root = plant({"/right.py": RIGHT, **files})
    said = complaints(root, "right.py", *(name.removeprefix("/") for name in files))
    refused = {line.partition(":")[0] for line in said if ": error:" in line}
    assert sorted(refused) == sorted(name.removeprefix("/") for name in files)
