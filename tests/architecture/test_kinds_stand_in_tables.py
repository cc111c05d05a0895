"""Prevents the mistake of a rule that hangs on a name: whoever wrote `kind in ("delivery", "shipping")` forgot the next
kind. Kinds of fulfilment and payment methods stand in their tables; code asks the row (`policy.needs_address`), and
templates are handed what they need.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from kept.payments.methods import methods
from kept.promises.fulfilment import policies
from tests.architecture.tree import ROOT, Breach, Module, modules, none_of, stands_in

WORDS = frozenset({*policies(), *methods()})
# Where the words may stand, and why.
MAY_NAME = {
    "promises/fulfilment.py": "the table of the kinds of fulfilment",
    "payments/methods.py": "the table of the payment methods",
    "catalog/models.py": "a kind of product that has the same name as a kind of fulfilment",
    "webhooks/models.py": "the name of a table's indexes",
    "faces/cli/demo_data/": "what the demo stores sell, and how",
    "faces/cli/demo_fill.py": "the days of the demo stores",
    "faces/api/orders/examples.py": "bodies as somebody would send them",
    "faces/api/payments/examples.py": "bodies as somebody would send them",
    "faces/api/store/examples.py": "bodies as somebody would send them",
}
_TAGS = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_QUOTED = re.compile(r"""(["'])(\w+)\1""")


def named_in_code(root: Path) -> Iterator[Breach]:
    for module in modules(root):
        if not stands_in(module, MAY_NAME):
            yield from _literals(module)


def _literals(module: Module) -> Iterator[Breach]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and node.value in WORDS:
            yield module.breach(node, f"names {node.value!r}: ask the row of its table")


def named_in_templates(root: Path) -> Iterator[Breach]:
    for path in sorted((root / "src" / "kept").rglob("templates/**/*")):
        if path.is_file():
            yield from _quoted(root, path)


def _quoted(root: Path, path: Path) -> Iterator[Breach]:
    text = path.read_text("utf-8")
    for tag in _TAGS.finditer(text):
        for _, word in _QUOTED.findall(tag[0]):
            if word in WORDS:
                line = text.count("\n", 0, tag.start()) + 1
                yield Breach(
                    path.relative_to(root).as_posix(), line, f"names {word!r}: hand over what it means"
                )


def test_no_code_names_a_kind_or_a_method():
    none_of(sorted(named_in_code(ROOT)))


def test_no_template_names_a_kind_or_a_method():
    none_of(sorted(named_in_templates(ROOT)))


def test_every_exception_is_needed():
    words = {module.name for module in modules(ROOT) if list(_literals(module))}
    none_of([place for place in MAY_NAME if not any(name.startswith(place) for name in words)])


def test_control_a_name_is_found_and_a_table_is_not(plant):
    root = plant(
        {
            "orders/rules.py": '"""For pickup."""\nif kind in ("delivery", other):\n    pay = "transfer"\n',
            "promises/fulfilment.py": 'KINDS = ("pickup",)\n',
            "faces/x/templates/x.html": "pickup {% if way.kind == 'pickup' %}\n{{ pay|is:\"demo_card\" }}{% endif %}",
        }
    )
    assert [breach.line for breach in sorted(named_in_code(root))] == [2, 3]
    assert [breach.line for breach in sorted(named_in_templates(root))] == [1, 2]
