"""What no database can keep goes nowhere: every field and every search of every face, with NUL in it (H6, I2).

PostgreSQL refuses such a text in the middle of the work; SQLite keeps it, and then the installation can
never move. The forms are found by walking the site, so that a new one is here by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.cache import cache
from django.db import DataError, connection, transaction
from django.test import Client
from django.utils import timezone

from kept.catalog.models import Option, OptionGroup
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.make_request import make_request
from kept.orders.models import Order
from kept.orders.refusals import NotThatStep
from kept.stores.actor import holder
from tests.faces.forms import Form, walk
from tests.rig.factory import a_person, a_product, a_store, an_order
from tests.rig.program import Program, call

pytestmark = pytest.mark.django_db
NUL = "\x00"


class Street:
    """A store with something of everything, its owner at the desk, and a customer with an order's link."""

    def __init__(self) -> None:
        self.store = a_store(slug="wren")
        self.goods = a_product(self.store, note_label="Card")
        group = OptionGroup.objects.create(store=self.store, product=self.goods.product, name="Ribbon")
        Option.objects.create(store=self.store, group=group, name="White")
        self.plain = a_product(self.store)
        user, self.owner = a_person(self.store)
        placed = [an_order(self.store, self.plain) for _ in range(3)]
        self.number, self.link = placed[0].order.number, f"/o/{placed[0].token}/"
        customer = holder(self.store.pk, placed[0].order.pk, "Anna Berg")
        make_request(
            actor=customer, number=self.number, kind="change", text="Two", channel="page", now=timezone.now()
        )
        hold_order(actor=self.owner, number=placed[1].order.number, why="Rain", now=timezone.now())
        Order.objects.filter(pk=placed[2].order.pk).update(
            status="pending", confirmed_version=0, review_reasons=["first"]
        )
        self.desk = Client(raise_request_exception=False)
        self.desk.force_login(user)
        self.visitor = Client(raise_request_exception=False)
        self.visitor.post(f"/s/wren/p/{self.plain.product.slug}/", {"quantity": "1"})


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside is not there afterwards; an action may open its transaction in it."""
    outside = transaction.atomic()
    outside._from_testcase = True  # as Django's own around every test
    with outside:
        yield
        transaction.set_rollback(True)


def kept_nul() -> list[str]:
    """The rows that hold what they must not."""
    found = []
    for model in apps.get_models():
        if model._meta.managed and model._meta.app_label != "contenttypes":
            lines = serializers.serialize("jsonl", model._default_manager.all()).splitlines()
            found += [line[:200] for line in lines if "u0000" in line]
    return found


def with_nul(form: Form, where: set[str]) -> dict[str, list[str]]:
    """Everything as it stood there, with NUL behind it in the fields `where`; what was empty gets a word first."""
    return {
        name: [f"{value or 'a'}{NUL}" if name in where else value for value in values or [""]]
        for name, values in form.values.items()
    }


def findings(client: Client, *begin: str) -> tuple[int, list[str]]:
    """How many forms were sent, and which of them failed or left NUL behind."""
    forms: dict[Any, Form] = {}
    for _address, some in walk(client, *begin):
        forms |= {
            form.name: form for form in some if form.method != "dialog" and "/logout/" not in form.action
        }
    found = []
    for form in forms.values():
        # Where NUL stands in what the page itself remembered, too, the form may be refused before it is read.
        for where in (form.typed, set(form.values) - {"csrfmiddlewaretoken"}):
            with undone():
                cache.clear()
                send = client.post if form.method == "post" else client.get
                answer = send(form.action, with_nul(form, where))
                if answer.status_code >= 500:
                    found.append(f"{form.method} {form.action} answered {answer.status_code}")
                else:
                    found += [f"{form.method} {form.action} left {row}" for row in kept_nul()]
    return len(forms), found


def test_no_form_of_the_desk_takes_a_nul():
    street = Street()
    number, found = findings(street.desk, "/desk/wren/")
    assert found == []
    assert number > 40


def test_no_form_of_the_shop_and_the_order_page_takes_a_nul():
    street = Street()
    number, found = findings(street.visitor, "/s/wren/", street.link)
    assert found == []
    assert number >= 7


def test_no_search_and_no_address_of_a_page_fails_by_a_nul():
    street = Street()
    for page in (
        "board", "orders", "customers", "products", "stock", "stock/count", "settings/webhooks",
        "orders/new/find", "orders/new/people", f"orders/{street.number}/change/products",
    ):  # fmt: skip
        for name in (
            "q",
            "find",
            "name",
            "phone",
            "email",
            "add_words",
            "shown",
            "fulfilment_kind",
            "tag",
            "before",
        ):
            asked = {name: f"an{NUL}na"}
            assert street.desk.get(f"/desk/wren/{page}/", asked).status_code < 500, (page, name)
            assert street.desk.post(f"/desk/wren/{page}/", asked).status_code < 500, (page, name)


@pytest.mark.parametrize(
    "address",
    ["/desk/wr%00en/", "/s/wr%00en/", "/s/wren/p/a%00/", "/o/a%00b/", "/media/a%00b", "/desk/join/a%00/"],
)
def test_an_address_with_a_nul_is_no_address(address):
    street = Street()
    assert street.desk.get(address).status_code == 404


def test_a_cookie_with_a_nul_is_nobody():
    client = Client(raise_request_exception=False)
    answer = client.get("/desk/", headers={"cookie": 'sessionid="abcdefgh\\000"; kept_language="d\\000e"'})
    assert answer.status_code == 302


def test_programs_are_refused_in_words():
    street = Street()
    till = Program(street.store)
    for method, path, body in texts_of_programs(street):
        answer = till.call(method, path, body)
        assert answer.status_code == 422, (method, path, answer.content)
        assert answer.json()["code"] == "invalid_text"
    assert kept_nul() == []


def texts_of_programs(street: Street) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation that takes a body, with a text that nothing can store somewhere in it."""
    described = call("GET", "/openapi.json").json()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            if "application/json" in operation.get("requestBody", {}).get("content", {}):
                where = path.removeprefix("/api/v1").replace("{number}", str(street.number))
                yield method.upper(), where, {"note": "a", "more": [{"text": f"a{NUL}"}]}


def test_no_question_of_a_program_fails_by_a_nul():
    street = Street()
    till = Program(street.store)
    asked = 0
    for path, operations in call("GET", "/openapi.json").json()["paths"].items():
        where = path.removeprefix("/api/v1").replace("{number}", str(street.number))
        for parameter in operations.get("get", {}).get("parameters", ()):
            if parameter.get("in", "header") == "query":
                asked += 1
                answer = till.get(f"{where}?{parameter['name']}=a%00b")
                assert answer.status_code < 500, (where, parameter)
            elif parameter.get("in") == "path" and parameter["name"] != "number":
                asked += 1
                assert till.get(where.replace(f"{{{parameter['name']}}}", "a%00b")).status_code < 500, where
    assert asked > 10


def test_control_a_nul_that_was_kept_is_found():
    street = Street()
    rows = Order.objects.filter(number=street.number)
    if connection.vendor == "postgresql":
        with pytest.raises(DataError), transaction.atomic():
            rows.update(why=f"a{NUL}")  # cannot even be planted, which is the point
        return
    with undone():
        rows.update(why=f"a{NUL}")
        assert len(kept_nul()) == 1


def test_the_actions_themselves_keep_no_control_character():
    """Whoever calls: the command line, the demo, a face of tomorrow."""
    street = Street()
    held = hold_order(
        actor=street.owner, number=street.number, why="Rain\x07\x00 all day", now=timezone.now()
    )
    assert held.why == "Rain all day"
    with pytest.raises(NotThatStep):
        hold_order(actor=street.owner, number=street.number, why="Rain", now=timezone.now())
