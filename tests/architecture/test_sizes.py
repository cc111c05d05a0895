"""Prevents the mistake of one file per noun that swallows every verb, and of functions nobody reads whole."""

import ast
from pathlib import Path

from tests.architecture.tree import ROOT, Breach, Module, none_of

FILE_LINES = 400
FUNCTION_LINES = 60
TEMPLATE_LINE = 160
FOLDERS = ("src", "tools", "benchmarks", "tests")  # migrations apart: nobody writes them by hand


def too_long(root: Path) -> list[Breach]:
    found: list[Breach] = []
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            module = Module(root, path)
            lines = module.text.count("\n")
            if lines > FILE_LINES:
                found.append(module.breach(module.tree, f"{lines} lines; {FILE_LINES} are the limit"))
            found += long_functions(module)
    return found


def wide_templates(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{number}: {len(line)} characters; {TEMPLATE_LINE} are the limit"
        for path in sorted((root / "src" / "kept").rglob("templates/**/*.*"))
        if path.suffix in (".html", ".mjml", ".txt")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > TEMPLATE_LINE
    ]


def long_functions(module: Module) -> list[Breach]:
    functions = [n for n in ast.walk(module.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = [(function, (function.end_lineno or 0) - function.lineno + 1) for function in functions]
    return [
        module.breach(function, f"{function.name} has {length} lines; {FUNCTION_LINES} are the limit")
        for function, length in lengths
        if length > FUNCTION_LINES
    ]


def test_files_and_functions_stay_small():
    none_of(too_long(ROOT))


def test_no_line_of_a_template_is_endless():
    none_of(wide_templates(ROOT))


def test_control_a_line_of_a_template(plant):
    just, over = "<p>" * 53 + "x", "<p>" * 53 + "xy"
    root = plant({"faces/x/templates/x.html": f"{just}\n{over}\n"})
    assert [breach.partition(": ")[0] for breach in wide_templates(root)] == [
        "src/kept/faces/x/templates/x.html:2"
    ]


def test_control(plant):
    root = plant(
        {
            "orders/everything.py": "x = 1\n" * (FILE_LINES + 1),
            "orders/full.py": "x = 1\n" * FILE_LINES,
            "orders/long.py": "def endless():\n" + "    x = 1\n" * FUNCTION_LINES,
            "orders/method.py": "class Order:\n    def endless(self):\n" + "        x = 1\n" * FUNCTION_LINES,
            "orders/just.py": "def enough():\n" + "    x = 1\n" * (FUNCTION_LINES - 1),
            "orders/migrations/0001_initial.py": "x = 1\n" * 1000,
            "/tests/orders/test_everything.py": "x = 1\n" * (FILE_LINES + 1),
        }
    )
    assert [breach.path.split("/")[-1] for breach in too_long(root)] == [
        "everything.py",
        "long.py",
        "method.py",
        "test_everything.py",
    ]
