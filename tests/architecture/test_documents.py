"""Prevents the mistake of a setting, a command or an event that only its author knows of, and of a page about what
follows from what that was true once.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.events import events
from tests.architecture.tree import ROOT, Breach, Module, modules, none_of
from tools import process

RUNNING = "docs/running"
EVENTS = "docs/events.md"
SETTING = re.compile(r"KEPT_[A-Z][A-Z0-9_]*")


def undocumented(root: Path) -> list[Breach]:
    running = "\n".join(path.read_text(encoding="utf-8") for path in sorted((root / RUNNING).glob("**/*.md")))
    told = root / EVENTS
    about_events = told.read_text(encoding="utf-8") if told.exists() else ""
    found = [
        module.breach(node, f"the setting {name} is not described in {RUNNING}")
        for module, node, name in settings(root)
        if not named(name, running)
    ]
    found += [
        module.breach(node, f"the command `kept {name}` is not described in {RUNNING}")
        for module, node, name in commands(root)
        if not named(f"kept {name}", running)
    ]
    found += [
        module.breach(node, f"the event {node.name} is not described in {EVENTS}")
        for module, node in events(root)
        if not named(node.name, about_events)
    ]
    return found


def settings(root: Path) -> Iterator[tuple[Module, ast.AST, str]]:
    """Every KEPT_… that is read from the environment, where it is first named."""
    seen: set[str] = set()
    for module in modules(root):
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if SETTING.fullmatch(node.value) and node.value not in seen:
                seen.add(node.value)
                yield module, node, node.value


def commands(root: Path) -> Iterator[tuple[Module, ast.AST, str]]:
    """Every word that may follow `kept`: each is a module of its own."""
    for module in modules(root):
        folder, _, file = module.name.rpartition("/")
        if folder == "faces/cli/commands" and not file.startswith("_"):
            yield module, module.tree, module.path.stem.replace("_", "-")


def named(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def test_every_setting_command_and_event_is_described():
    none_of(undocumented(ROOT))


def test_the_process_and_the_events_are_described_as_they_are():
    old = [
        path.relative_to(ROOT) for path, text in process.pages().items() if path.read_text("utf-8") != text
    ]
    none_of([f"{path} is not what the reactions say now; run `make docs`" for path in old])


def test_control(plant):
    event = "from kept.journal.events import Event\nclass {}(Event):\n    order: int\n"
    root = plant(
        {
            "config/settings.py": "import os\nA = os.environ['KEPT_PORT'], os.getenv('KEPT_BACK_DOOR')\n",
            "faces/cli/commands/__init__.py": "",
            "faces/cli/commands/serve.py": "",
            "faces/cli/commands/vanish.py": "",
            "orders/events.py": event.format("OrderPlaced"),
            "stock/events.py": event.format("StockEaten"),
            "/docs/running/settings.md": "`KEPT_PORT` and `kept serve`. KEPT_BACK_DOORS, kept vanished\n",
            "/docs/events.md": "**OrderPlaced**: somebody ordered. StockEatenUp is none.\n",
        }
    )
    assert sorted(word for b in undocumented(root) for word in b.what.split() if word in CONTROL) == CONTROL


CONTROL = ["KEPT_BACK_DOOR", "StockEaten", "vanish`"]
