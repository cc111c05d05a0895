"""The API does what its OpenAPI document says, for requests nobody thought of (reliability test 15, H4).

schemathesis makes requests from the document, sound and broken ones, and holds every answer against it. Here
a few hundred; `python -m tools.schema_cases --cases 250 --seconds 7200` makes as many as there is time for.
"""

import uuid

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS
from schemathesis.generation import GenerationMode

from kept.catalog.models import Variant
from kept.config.wsgi import application
from kept.faces.api.orders.examples import ORDER
from kept.webhooks.models import Delivery, Endpoint
from tests.rig.factory import a_product, a_store, an_order
from tests.rig.findings import find, message_of
from tests.rig.program import Program

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
schema.config.phases.coverage.enabled = False


def shape_is_taken(_ctx, response, case):
    """Refuse an answer that refuses for its shape what fits the document."""
    is_sound = case.meta is None or case.meta.generation.mode == GenerationMode.POSITIVE
    if is_sound and response.status_code == 422 and response.json()["code"] == "invalid_request":
        raise AssertionError(f"refused although it fits: {response.json()['facts']}")


# In place of `positive_data_acceptance`, for which a semantic 422 would be a fault.
CHECKED = [check for check in CHECKS.get_all() if check.__name__ != "positive_data_acceptance"]


@pytest.fixture
def one_connection():
    """A web server closes the test's connection after a request, and with it the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def till(one_connection):
    store = a_store()
    Variant.objects.filter(pk=a_product(store, stock=10**6).pk).update(sku=ORDER["line_items"][0]["sku"])
    order = an_order(store).order
    finding = find(message_of(order))
    endpoint = Endpoint.objects.create(
        store=store, url="https://a.example/", sealed_secret="x", created_at=timezone.now()
    )
    delivery = Delivery.objects.create(
        store=store,
        endpoint=endpoint,
        journal_id=1,
        state="failed",
        due_at=timezone.now(),
        queued_at=timezone.now(),
    )
    program = Program(store)
    program.known = {
        "number": order.number, "version": 1, "endpoint_id": endpoint.pk, "delivery_id": delivery.pk,
        "finding_id": finding.pk,
    }  # fmt: skip
    return program


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_documented(case, till):
    if "Idempotency-Key" in case.headers and case.meta.generation.mode == GenerationMode.POSITIVE:
        # Two cases are two requests, even where chance gives them one key.
        case.headers["Idempotency-Key"] = f"{case.headers['Idempotency-Key'][:200]}{uuid.uuid4().hex}"
    for name in set(case.path_parameters) & set(till.known):
        if case.meta.generation.mode == GenerationMode.POSITIVE:
            case.path_parameters[name] = till.known[name]
    case.call_and_validate(checks=[*CHECKED, shape_is_taken], headers={"Authorization": f"Bearer {till.key}"})
