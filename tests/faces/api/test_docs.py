"""The documentation is true: its worked example runs, and its page stands on nothing but Kept (H4)."""

import itertools
import re
import shlex
from pathlib import Path

import jsonschema_rs
import pytest
from django.test import Client

from kept.faces.api.docs import _context
from kept.faces.api.openapi import document
from kept.faces.api.service import service
from kept.faces.api.worked_example import WORKED
from kept.faces.cli.demo_data.shops import WREN_AND_IVY
from kept.faces.cli.demo_fill import fill
from kept.stores.models import Store
from tests.rig.program import Program

README = Path(__file__).parents[3] / "docs" / "api" / "README.md"


def requests_in(text):
    """Every curl command in the text: its title, method, path, headers, body and the status it promises."""
    for title, command, status in re.findall(
        r"### \d+\. (.+?)\n.*?```sh\n(curl .*?)```\n\nAnswers (\d+)", text, flags=re.DOTALL
    ):
        words = shlex.split(command.replace("\\\n", " "))
        address = next(word for word in words if word.startswith("$KEPT/"))
        options = list(itertools.pairwise(words))
        yield (
            title,
            next((value for name, value in options if name == "-X"), "GET"),
            address.removeprefix("$KEPT"),
            dict(value.split(": ", 1) for name, value in options if name == "-H"),
            next((value for name, value in options if name == "-d"), None),
            int(status),
        )


@pytest.mark.django_db
def test_the_worked_example_runs_as_it_stands():
    """In the demo as it is: with its goods, its ways and the orders of seven weeks before."""
    fill(WREN_AND_IVY, "promises are kept")
    till, order, fingerprint, ran = Program(Store.objects.get()), "", "", 0
    for title, method, path, headers, body, status in requests_in(README.read_text(encoding="utf-8")):
        assert headers.pop("Authorization") == "Bearer $KEPT_KEY"
        sent = body.replace("$FINGERPRINT", fingerprint) if body else None
        answer = till.call(method, path.replace("$ORDER", order), sent, **headers)
        assert answer.status_code == status, (title, answer.content)
        fingerprint = answer.json().get("fingerprint", fingerprint)
        order = answer.json()["id"] if (method, path) == ("POST", "/orders") else order
        ran += 1
    assert ran == len(WORKED) == 8


def test_the_document_and_the_page_show_the_same_example():
    readme = README.read_text(encoding="utf-8")
    for step in WORKED:
        assert f"```sh\n{step.curl}\n```" in readme
        assert step.says in readme


@pytest.mark.django_db
def test_the_page_is_kepts_own():
    answer = Client(SERVER_NAME="localhost").get("/api/v1/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    sources = re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', page)
    assert sources
    assert all(source.startswith("/static/") for source in sources)
    assert "style=" not in page
    assert page.count('class="card api-operation') == sum(
        len(group["operations"]) for group in _context()["groups"]
    )


@pytest.mark.django_db
def test_every_problem_has_its_place_on_the_page():
    """A problem's `type` is an address: what stands there must be about it."""
    page = Client(SERVER_NAME="localhost").get("/api/v1/docs").content.decode()
    for code in ("not_found", "invalid_request", "out_of_stock", "somebody_was_faster", "key_reused", "busy"):
        assert f'id="{code}"' in page


@pytest.mark.django_db
def test_no_two_things_on_the_page_have_one_name():
    page = Client(SERVER_NAME="localhost").get("/api/v1/docs").content.decode()
    names = re.findall(r' id="([^"]+)"', page)
    assert len(names) == len(set(names))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(names)


def test_examples_fit_their_schemas():
    made = document(service)
    for operations in made["paths"].values():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                schema = {**content["schema"], "components": made["components"]}
                assert "example" in content, operation["operationId"]
                jsonschema_rs.validator_for(schema).validate(content["example"])
