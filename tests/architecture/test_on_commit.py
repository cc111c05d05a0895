"""Prevents the mistake of work that is begun after the commit and lost with the process: what must follow is
written in the same transaction, as a row. Only kit, which wakes the worker, may wait for the commit.
"""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, modules, none_of, stands_in

ALLOWED = {"kit/": "wakes the worker for rows that are already written"}
WORDS = {"on_commit", "run_on_commit"}


def work_after_the_commit(root: Path) -> list[Breach]:
    return [
        module.breach(node, "waits for the commit")
        for module in modules(root)
        if not stands_in(module, ALLOWED)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute | ast.Name) and module.meaning(node).split(".")[-1] in WORDS
    ]


def test_nothing_outside_kit_waits_for_the_commit():
    none_of(work_after_the_commit(ROOT))


@pytest.mark.parametrize(
    "line",
    [
        "from django.db import transaction\ntransaction.on_commit(send)",
        "from django.db.transaction import on_commit as later\nlater(send)",
        "connection.on_commit(send)",
    ],
)
def test_control(plant, line):
    assert len(work_after_the_commit(plant({"messages/tasks.py": line + "\n"}))) == 1
    assert (
        len(work_after_the_commit(plant({"kit/notify_workers.py": line + "\n"}))) == 1
    )  # still only the one planted above
