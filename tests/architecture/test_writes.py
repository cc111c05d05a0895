"""Prevents the mistake of a row changed in passing, by a page or a query, without lock, check or event.

Rows are written by actions and by a package's own write modules, and nowhere else.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of, stands_in

# A package may keep the steps that several of its actions share, and its locks, in these.
WRITE_MODULES = ("steps.py", "writes.py", "locks.py")
_ROWS = {f"kept.kit.rows.{verb}" for verb in ("insert", "add", "add_deferred", "update", "update_deferred")}
ALLOWED = {
    "kit/": "the machinery itself: transactions, tasks, idempotency keys",
    "journal/record.py": "record() is how every action writes its event",
    "faces/cli/archive.py": "a restore writes every row as it was saved, and holds back what was waiting",
    "stores/models.py": "the manager through which Django itself makes a user",
}

ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ALWAYS |= {f"a{name}" for name in ALWAYS} | {"acreate", "aupdate", "adelete", "asave"}
# Rows, querysets and forms take these by name or not at all.
OPTIONS = {
    "delete": {"using", "keep_parents"},
    "save": {"update_fields", "force_insert", "force_update", "using", "commit"},
}
# At the beginning, after another statement, or behind or inside a common table expression.
SQL = re.compile(
    r"(\A|;|\A\s*WITH\b.*[()])\s*"
    r"(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE(\s+[^\s;]+){1,4}?\s+SET|DELETE\s+FROM|REPLACE\s+INTO)\b",
    re.IGNORECASE | re.DOTALL,
)


def writes_in_passing(root: Path) -> list[Breach]:
    found = {
        module.breach(node, "writes outside the actions")
        for module in modules(root)
        if not may_write(module)
        for node in ast.walk(module.tree)
        if is_row_write(module, node) or is_sql_write(node)
    }
    return sorted(found)  # a text and a part of it are one breach


def may_write(module: Module) -> bool:
    path = Path(module.name)
    return path.parent.name == "actions" or path.name in WRITE_MODULES or stands_in(module, ALLOWED)


def is_row_write(module: Module, node: ast.AST) -> bool:
    """Tell whether a call writes rows. Dictionaries, digests, caches, files and pictures have verbs of the same
    names; but they take something by place, and rows and querysets take everything by name."""
    if not isinstance(node, ast.Call):
        return False
    if module.meaning(node.func) in _ROWS:
        return True
    if not isinstance(node.func, ast.Attribute):
        return False
    verb, named = node.func.attr, [keyword.arg for keyword in node.keywords]
    if verb in ALWAYS:
        return True
    if node.args:
        return False
    return (
        verb == "create"
        or (verb == "update" and bool(named))
        or (verb in OPTIONS and set(named) - {None} <= OPTIONS[verb])
    )


def is_sql_write(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) and bool(SQL.search(text_of(node)))


def text_of(node: ast.AST) -> str:
    """A text as far as it can be read; `x` stands for what is only known when it runs."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(text_of, node.values))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return text_of(node.left) + text_of(node.right)
    return "x"


def test_only_actions_and_write_modules_write():
    none_of(writes_in_passing(ROOT))


@pytest.mark.parametrize(
    "write",
    [
        "order.save()",
        "order.save(update_fields=['note'])",
        "Order.objects.create(store=store)",
        "order.lines.create(sku=sku)",
        "Order.objects.bulk_create(rows)",
        "Order.objects.bulk_update(rows, ['note'])",
        "Order.objects.get_or_create(number=1)",
        "Order.objects.update_or_create(number=1)",
        "orders.filter(store=store).update(status='done')",
        "visible.update(status='done')",
        "order.delete()",
        "Order.objects.filter(old=True).delete()",
        "form.save()",
        "from kept.kit import rows; rows.insert([order])",
        "from kept.kit import rows; rows.add(Order, [{'note': ''}])",
        "from kept.kit import rows; rows.add_deferred(Order, [{'note': ''}])",
        "from kept.kit import rows; rows.update(Order, {'note': ''}, where={'id': 1})",
        "from kept.kit import rows; rows.update_deferred(Order, {'note': ''}, where={'id': 1})",
        "from kept.kit.rows import update; update(Order, {'note': ''}, where={'id': 1})",
        "from kept.kit.rows import add as put; put(Order, [{'note': ''}])",
        "cursor.execute('UPDATE orders_order SET note = %s', [note])",
        "cursor.execute('insert into orders_order values (1)')",
        "SQL = 'DELETE FROM orders_order'",
        "rows.run(f'UPDATE {table} SET note = %s', [note])",
        "rows.run(f'UPDATE \"{table}\" AS o SET note = %s', [note])",
        "rows.run(f'DELETE FROM {table}')",
        "rows.run('UPDATE ' + table + ' SET note = %s', [note])",
        "rows.run('WITH old AS (SELECT id FROM orders_order) UPDATE orders_order SET note = %s', [note])",
        "rows.run('WITH old (id) AS (VALUES (1)) INSERT INTO orders_order SELECT id FROM old')",
        "rows.fetch('WITH gone AS (DELETE FROM orders_order RETURNING id) SELECT id FROM gone')",
        "rows.run('SELECT 1; DELETE FROM orders_order')",
    ],
)
def test_control_a_write_in_a_query_module_is_found(plant, write):
    assert len(writes_in_passing(plant({"orders/queries.py": f"def look():\n    {write}\n"}))) == 1


@pytest.mark.parametrize(
    "innocent",
    [
        "context.update({'order': order})",
        "digest.update(b'terms')",
        "cache.delete('board')",
        "client.delete('/orders/7')",
        "picture.save(path)",
        "update(status='done')",
        "label = 'Update your order'",
        "label = f'Update {number} of your order'",
        "rows.fetch('WITH old AS (SELECT id FROM orders_order FOR UPDATE) SELECT id FROM old')",
        "from kept.kit import rows; rows.fetch('SELECT 1')",
    ],
)
def test_control_what_only_sounds_like_a_write_is_left_alone(plant, innocent):
    assert writes_in_passing(plant({"orders/queries.py": f"def look():\n    {innocent}\n"})) == []


@pytest.mark.parametrize(
    "place",
    ["orders/actions/place_order.py", "stock/steps.py", "orders/writes.py", "stock/locks.py", "kit/tasks.py"],
)
def test_control_where_writes_belong_they_are_left_alone(plant, place):
    assert writes_in_passing(plant({place: "def act():\n    order.save()\n"})) == []
