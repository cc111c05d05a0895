"""Prevents two mistakes of docstrings: one that breaks off, and one that is a riddle. The first paragraph is read
alone, in an editor and in a list of functions, so it is a whole sentence that says what the thing does or is.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, Module, none_of

FOLDERS = ("src", "tools", "benchmarks", "tests")
RIDDLES = {"What", "Whether", "Who", "Whose", "Whom", "Where", "When", "How", "Why", "Which"}
WHOLE = re.compile(r"[.?!…][\"'”)`]*\Z")
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def broken_off(root: Path) -> list[Breach]:
    return [
        module.breach(node, f"ends in the middle: …{first[-40:]}")
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*.py"))
        for module in [Module(root, path)]
        for node in ast.walk(module.tree)
        if isinstance(node, Documented)
        if not WHOLE.search(first := first_paragraph(node))
    ]


def riddles(root: Path) -> list[Breach]:
    """Return those that begin with a question. Tests and migrations may: they tell what happens, and when."""
    return [
        module.breach(node, f"says neither what it does nor what it is: {first[:40]}…")
        for folder in ("src", "tools", "benchmarks")
        for path in sorted((root / folder).rglob("*.py"))
        if "migrations" not in path.parts
        for module in [Module(root, path)]
        for node in ast.walk(module.tree)
        if isinstance(node, Documented)
        if (first := first_paragraph(node)).split(maxsplit=1)[0] in RIDDLES
    ]


def first_paragraph(node: Documented) -> str:
    """Up to the first empty line; a full stop where nothing is said."""
    return (ast.get_docstring(node) or ".").split("\n\n")[0].strip()


def test_every_docstring_begins_with_a_whole_sentence():
    none_of(broken_off(ROOT))


def test_every_docstring_says_what_the_thing_does_or_is():
    none_of(riddles(ROOT))


@pytest.mark.parametrize("text", ["What a row has.", "Whether it is paid.", "How many there are."])
def test_control_a_docstring_that_begins_with_a_question_is_found(plant, text):
    assert len(riddles(plant({"orders/x.py": f'def f():\n    """{text}"""\n'}))) == 1


def test_control_a_docstring_that_says_what_it_does_is_left_alone(plant):
    assert riddles(plant({"orders/x.py": 'def f():\n    """Tell whether it is paid."""\n'})) == []


@pytest.mark.parametrize(
    "text", ["The Message-ID of a row:\n\n    the same.", "Orders, messages,\n\n    and more.", "no stop"]
)
@pytest.mark.parametrize("head", ["def f():", "async def f():", "class F:"])
def test_control_a_docstring_that_breaks_off_is_found(plant, head, text):
    assert len(broken_off(plant({"orders/x.py": f'{head}\n    """{text}"""\n'}))) == 1


def test_control_a_module_that_breaks_off_is_found(plant):
    assert len(broken_off(plant({"orders/x.py": '"""A sign of life:\n\na file.\n"""\n'}))) == 1


def test_control_whole_sentences_are_left_alone(plant):
    whole = (
        '"""One.\n\nTwo\n"""\ndef f():\n    """A `thing`: over\n    two lines (so it is)."""\ndef g(): ...\n'
    )
    assert broken_off(plant({"orders/x.py": whole})) == []
