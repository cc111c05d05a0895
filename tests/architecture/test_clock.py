"""Prevents the mistake of two moments in one action, and of rules that cannot be tested at another time.

The clock is read once, at the edge (a face, the worker), and handed down as `now`.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.clocks import CLOCKS
from tests.architecture.tree import ROOT, Breach, Module, modules, none_of, stands_in

ALLOWED = {
    "faces/": "the edge: a request, a command",
}

FIELD_OPTIONS = {"auto_now", "auto_now_add"}
SQL = re.compile(
    r"\b(CURRENT_(TIMESTAMP|DATE|TIME)|(now|unixepoch|clock_timestamp)\(\s*\))|\('now'", re.IGNORECASE
)


def clock_readings(root: Path) -> list[Breach]:
    return [
        module.breach(node, f"reads the clock: {ast.unparse(node)[:60]}")
        for module in modules(root)
        if not stands_in(module, ALLOWED)
        for node in ast.walk(module.tree)
        if reads_clock(module, node)
    ]


def reads_clock(module: Module, node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):  # a column that stamps itself
        return node.arg in FIELD_OPTIONS
    if isinstance(node, ast.Name | ast.Attribute):  # handed on (default=timezone.now) as well as called
        return module.meaning(node) in CLOCKS
    if isinstance(node, ast.Constant):  # in SQL the database's own
        return isinstance(node.value, str) and bool(SQL.search(node.value))
    if isinstance(node, ast.Call):  # whatever it is called, and wherever it comes from: clock.now()
        function = module.meaning(node.func)
        return function not in CLOCKS and function.split(".")[-1] in {"now", "today", "utcnow"}
    return False


def test_nothing_below_the_edge_reads_the_clock():
    none_of(clock_readings(ROOT))


@pytest.mark.parametrize(
    "reading",
    [
        "from django.utils import timezone\nx = timezone.now()",
        "from django.utils.timezone import now\nx = now()",
        "from django.utils import timezone\nx = Field(default=timezone.now)",
        "from datetime import datetime, UTC\nx = datetime.now(UTC)",
        "import datetime as dt\nx = dt.datetime.utcnow()",
        "from datetime import date\nx = date.today()",
        "import time\nx = time.time()",
        "from time import time as seconds\nx = seconds()",
        "import time\nx = time.localtime()",
        "from time import gmtime\nx = gmtime()",
        "import time\nx = time.strftime('%Y-%m-%d')",
        "from datetime import datetime\nx = datetime.today()",
        "from datetime import datetime as moment\nx = moment.today()",
        "import datetime\nx = datetime.date.today()",
        "from django.utils import timezone\nx = timezone.localtime()",
        "from django.utils.timezone import localdate as day\nx = day()",
        "from kept.kit import calendar\nx = calendar.today()",
        "x = 'SELECT id FROM journal WHERE at > CURRENT_TIMESTAMP'",
        "x = \"SELECT id FROM journal WHERE at > datetime('now')\"",
        "from django.db.models.functions import Now\nx = Now()",
        "from kept.kit import clock\nx = clock.now()",
        "x = DateTimeField(auto_now_add=True)",
    ],
)
def test_control_every_way_to_read_the_clock_is_found(plant, reading):
    assert len(clock_readings(plant({"orders/queries.py": reading + "\n"}))) == 1


def test_control_what_is_handed_down_and_what_measures_a_span_is_left_alone(plant):
    handed_down = "from datetime import datetime\ndef f(*, now: datetime):\n    return now\n"
    span = "import time\nbegun = time.monotonic()\n"
    edge = "import time\nx = time.time()\n"
    root = plant({"orders/a.py": handed_down, "orders/b.py": span, "faces/desk/pages.py": edge})
    assert clock_readings(root) == []
