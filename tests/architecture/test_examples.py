"""Prevents the mistake of a style guide that praises what does not exist: who copies a good example finds it."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, Breach, none_of

GUIDE = "STYLE.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What is called, of its own or on something, and what is written like a class or a constant.
NAME = re.compile(r"\.?\b(?:[a-z]\w*(?=\()|[A-Z]\w+)")
BAD = re.compile(r"# no\b|^UPDATE ")  # SQL has names of its own


def made_up(root: Path) -> list[Breach]:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("src/kept", "tests")
        for path in sorted((root / folder).rglob("*.py"))
    )
    return [
        Breach(GUIDE, line, f"{name} does not exist")
        for line, name in praised((root / GUIDE).read_text(encoding="utf-8"))
        if not re.search(definition(name), source, re.MULTILINE)
    ]


def definition(name: str) -> str:
    """Return the pattern of the line that defines a name."""
    if name.startswith(".") and name[1].islower():
        return rf"^ +def {name[1:]}\(self"
    return rf"^ *class {name.lstrip('.')}\b|^(def )?{name}\b *[(:=]|^ +{name.lstrip('.')} ="


def praised(guide: str) -> Iterator[tuple[int, str]]:
    """Every name in a good example, with its line."""
    for block in BLOCK.finditer(guide):
        first = guide.count("\n", 0, block.start(1)) + 1
        for number, line in enumerate(block[1].splitlines()):
            if not BAD.search(line):
                yield from ((first + number, name) for name in NAME.findall(line.partition("# ")[0]))


def test_good_examples_exist():
    none_of(made_up(ROOT))


def test_control(plant):
    guide = (
        "Text with Made.up() words.\n\n```python\nOrder.objects.get(pk=pk)      # no\n"
        "actor.orders().get(number=1)  # yes\nplace_order(actor=actor)      # yes\nUPDATE x SET y  # yes\n"
        "LEASE_SECONDS = 60  # measured\n```\n"
    )
    source = "def place_order(*, actor): ...\nLEASE_SECONDS = 45.0\n"
    root = plant({"/STYLE.md": guide, "orders/actions/place_order.py": source})
    assert [breach.what.split()[0] for breach in made_up(root)] == [".orders", ".get"]
