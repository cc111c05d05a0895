"""Prevents the mistake of a link that is made of the name by which somebody asked: they choose it, and so where the
reader of a mail goes with the secret in it. Every link comes from the public address, `ENVIRONMENT.public_url`.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, modules, none_of

# Names by which a request says how it was asked, in code as in templates.
ASKED_BY = (
    "build_absolute_uri", "_current_scheme_host", "get_host", "get_raw_uri", "get_port", "get_current_site",
    "RequestSite", "HTTP_HOST", "HTTP_X_FORWARDED_HOST", "SERVER_NAME", "SERVER_PORT", "X-Forwarded-Host",
)  # fmt: skip
ALLOWED = {
    "faces/error_pages.py": "compares where a form came from, and keeps nothing but the path of it",
    "config/forwarded_headers.py": "takes away what nobody may say",
}
_TEMPLATE = re.compile(r"\b(?:" + "|".join(re.escape(name) for name in ASKED_BY) + r")\b")
_TEMPLATES = (".html", ".txt", ".mjml", ".xml", ".js")


def links_by_host(root: Path) -> list[Breach]:
    found = [
        module.breach(node, f"takes {name} for the address of this installation")
        for module in modules(root)
        if module.name not in ALLOWED
        for node in ast.walk(module.tree)
        if (name := _named(node)) in ASKED_BY
    ]
    for path in sorted((root / "src" / "kept").rglob("*")):
        if path.suffix in _TEMPLATES:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if said := _TEMPLATE.search(line):
                    what = f"takes {said[0]} for the address of this installation"
                    found.append(Breach(path.relative_to(root).as_posix(), number, what))
    return found


def _named(node: ast.AST) -> str:
    """Return the last word of what this node names, calls, imports or looks up."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.alias):
        return node.name
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_every_link_comes_from_the_public_address():
    none_of(links_by_host(ROOT))


def test_every_exception_is_still_there():
    assert {module.name for module in modules(ROOT)} >= set(ALLOWED)


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("faces/shop/calendar.py", "url = request.build_absolute_uri(path)\n"),
        ("messages/links.py", "from django.contrib.sites.shortcuts import get_current_site\n"),
        ("faces/api/links.py", 'host = request.META["HTTP_HOST"]\n'),
        ("faces/api/links.py", 'host = request.headers.get("X-Forwarded-Host")\n'),
        ("faces/shop/templates/shop/page.html", "<a href='https://{{ request.get_host }}/'>\n"),
    ],
)
def test_control(plant, where, line):
    assert len(links_by_host(plant({where: line}))) == 1
