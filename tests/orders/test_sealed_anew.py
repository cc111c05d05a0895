"""The migration to another way of sealing: what could be read can still be read, each from its own column."""

import importlib
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from kept.kit.models import IdempotencyKey
from kept.kit.tokens import unseal
from kept.messages.models import Message
from kept.orders.models import Order
from kept.orders.queries import token_of
from kept.stores.models import Store
from kept.webhooks.models import Endpoint
from tests.rig.factory import an_order

migration = importlib.import_module("kept.orders.migrations.0008_sealed_anew")
pytestmark = pytest.mark.django_db


class ModelsOfThatTime:
    """The models by the names that they had when the migration was written."""

    @staticmethod
    def get_model(label: str, name: str) -> type[Model]:
        return apps.get_model("kit.IdempotencyKey" if label == "kit" else f"{label}.{name}")


@pytest.fixture
def once(settings: Any) -> Fernet:
    """The way it was sealed once."""
    return Fernet(settings.ENVIRONMENT.seal_keys[0])


def sealed(once: Fernet, secret: str) -> str:
    return once.encrypt(secret.encode()).decode()


def a_letter(store: Store, kind: str, facts: dict[str, Any]) -> Message:
    return Message.objects.create(
        store=store, kind=kind, to="staff", address="ben@example.com", language="en",
        facts=facts, due_at=timezone.now(), queued_at=timezone.now(),
    )  # fmt: skip


def test_everything_sealed_is_sealed_anew(
    store: Store, once: Fernet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    placed = [an_order(store) for _ in range(5)]
    for one in placed:
        Order.objects.filter(pk=one.order.pk).update(link_sealed=sealed(once, one.token))
    endpoint = Endpoint.objects.create(
        store=store,
        url="https://a.example/",
        sealed_secret=sealed(once, "of an endpoint"),
        created_at=timezone.now(),
    )
    letter = a_letter(store, "invitation", {"role": "support", "sealed": sealed(once, "of an invitation")})
    answer = IdempotencyKey.objects.create(
        scope="store:1",
        key="1",
        fingerprint="f",
        status=201,
        body=sealed(once, "of an answer"),
        created_at=timezone.now(),
    )

    migration.seal_anew(ModelsOfThatTime, None)

    assert [token_of(Order.objects.get(pk=one.order.pk)) for one in placed] == [one.token for one in placed]
    for row in (endpoint, letter, answer):
        row.refresh_from_db()
    assert unseal(endpoint.sealed_secret) == "of an endpoint"
    assert (letter.facts["role"], unseal(letter.facts["sealed"])) == ("support", "of an invitation")
    assert unseal(answer.body) == "of an answer"


def test_what_no_key_opens_and_what_is_not_sealed_stays_as_it_is(store: Store) -> None:
    foreign = sealed(Fernet(Fernet.generate_key()), "secret")
    order = an_order(store).order
    Order.objects.filter(pk=order.pk).update(link_sealed=foreign)
    letter = a_letter(store, "invitation", {"role": "support"})
    answer = IdempotencyKey.objects.create(
        scope="store:1", key="1", fingerprint="f", status=303, body="", created_at=timezone.now()
    )

    migration.seal_anew(ModelsOfThatTime, None)

    order.refresh_from_db()
    letter.refresh_from_db()
    answer.refresh_from_db()
    assert (order.link_sealed, letter.facts, answer.body) == (foreign, {"role": "support"}, "")
