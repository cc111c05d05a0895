"""Prevents the mistake of a network call inside a transaction, where a slow provider stops every other order.

Only adapters, which implement what is asked for above, and faces, through which people come in, may use it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of, stands_in

ALLOWED = {
    "adapters/": "they talk to providers",
    "faces/": "they are talked to",
    "kit/wake.py": "a unix socket on the same machine, on which the web process wakes the worker",
}

NETWORK = (
    "aiohttp",
    "aiosmtpd",
    "django.core.mail",
    "ftplib",
    "http",
    "httpx",
    "imaplib",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "urllib.request",
    "urllib3",
    "xmlrpc",
)
HARMLESS = {"http.HTTPStatus", "http.HTTPMethod"}  # words, no wires


def network_imports(root: Path) -> list[Breach]:
    return [
        module.breach(node, f"imports {name}")
        for module in modules(root)
        if not stands_in(module, ALLOWED)
        for node, name in imported(module)
        if name not in HARMLESS and any(name == part or name.startswith(f"{part}.") for part in NETWORK)
    ]


def imported(module: Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def test_only_adapters_and_faces_use_the_network():
    none_of(network_imports(ROOT))


@pytest.mark.parametrize(
    "line",
    [
        "import socket",
        "import http.client",
        "from http import client",
        "import urllib.request",
        "from urllib import request",
        "import smtplib",
        "import httpx as web",
        "from ssl import SSLContext",
        "import requests",
        "from aiosmtpd.controller import Controller",
        "from django.core.mail import send_mail",
        "def later():\n    import socket",
    ],
)
def test_control_every_way_in_is_found(plant, line):
    assert len(network_imports(plant({"orders/actions/place_order.py": line + "\n"}))) == 1


def test_control_adapters_faces_and_mere_words_are_left_alone(plant):
    words = "from http import HTTPStatus\nfrom urllib.parse import quote\nimport httpxyz\n"
    root = plant(
        {"orders/x.py": words, "adapters/smtp.py": "import smtplib\n", "faces/api/x.py": "import ssl\n"}
    )
    assert network_imports(root) == []
