"""A client that a generator makes from the document works as it comes out (H4)."""

import importlib
import json
import subprocess
import sys

import pytest

from kept.faces.api.openapi import document
from kept.faces.api.service import service
from kept.journal.models import Entry
from kept.orders.models import Order
from tests.rig.factory import a_product
from tests.rig.program import BERLIN, Program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def made(tmp_path, monkeypatch):
    """The generated package's modules by name: `made("models")`."""
    (tmp_path / "openapi.json").write_text(json.dumps(document(service)), encoding="utf-8")
    (tmp_path / "settings.yml").write_text("post_hooks: []\n", encoding="utf-8")
    where = ["--path", "openapi.json", "--output-path", "kept_client", "--config", "settings.yml"]
    ran = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", *where, "--meta", "none"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    # Bodies that are pictures are beyond this generator; everything else it has to understand.
    left_out = [
        line
        for line in (ran.stdout + ran.stderr).splitlines()
        if line.startswith(("WARNING", "ERROR", "Unable"))
    ]
    assert [line.split()[2:4] for line in left_out] == [
        ["PUT", "/products/{product_id}/photo"],
        ["PUT", "/settings/logo"],
    ]
    monkeypatch.syspath_prepend(str(tmp_path))
    return lambda name: importlib.import_module(f"kept_client.{name}")


@pytest.fixture
def client(live_server, store, made):
    """Its client, with a key of the store that may do everything."""
    at = f"{live_server.url}/api/v1"
    with made("client").AuthenticatedClient(base_url=at, token=Program(store).key) as client:
        yield client


def test_a_generated_client_orders_orders_again_takes_a_step_and_reads_a_problem(client, store, made):
    variant = a_product(store)
    place, advance = made("api.orders.orders_place"), made("api.lifecycle.orders_advance")
    asked = an_order(made("models"), variant.pk)

    first = place.sync_detailed(client=client, body=asked, idempotency_key="receipt-1")
    again = place.sync_detailed(client=client, body=asked, idempotency_key="receipt-1")
    assert (first.status_code, first.parsed.buyer.email) == (201, "anna@example.com")
    assert (again.headers["Idempotency-Replayed"], again.parsed) == ("true", first.parsed)
    assert Order.objects.count() == 1

    step = advance.sync_detailed(first.parsed.number, client=client, body=made("models").StepInput())
    assert (step.status_code, step.parsed.status) == (200, Order.objects.get().status)
    assert step.parsed.status != first.parsed.status

    entries = Entry.objects.count()
    seen = advance.sync_detailed(
        first.parsed.number, client=client, body=made("models").StepInput(), if_match=first.headers["ETag"]
    )
    assert (seen.status_code, seen.parsed.code) == (412, "somebody_was_faster")
    many = place.sync_detailed(client=client, body=an_order(made("models"), variant.pk, pieces=1000))
    assert (many.status_code, many.parsed.code) == (409, "out_of_stock")
    assert Entry.objects.count() == entries


def an_order(models, variant, pieces=2):
    """For Anna, by post."""
    return models.OrderInput(
        line_items=[models.LineItemInput(variant=variant, quantity=pieces)],
        buyer=models.BuyerInput(name="Anna Berg", email="anna@example.com"),
        fulfillment=models.FulfillmentInput(method="post", destination=models.AddressInput(**BERLIN)),
        payment_method="transfer",
    )
