"""`kept verify` finds inconsistencies, and `kept check` what keeps an installation from its work (I5)."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from kept.faces.cli.health import check_health
from kept.faces.cli.verification import verify
from kept.faces.worker.heartbeat import Heartbeat
from kept.messages.models import Message
from kept.orders.actions.change_order import change_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.terms import digest_of
from kept.orders.models import Confirmation, Order
from kept.payments.models import Account
from kept.stock.models import Level, Movement
from tests.rig.factory import a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def test_true_books_have_no_findings() -> None:
    an_order(a_store())
    report = verify()
    assert report.findings == []
    assert report.counts["orders"] == report.counts["confirmations"] == 1


def _terms_altered() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE confirmation SET terms = REPLACE(terms, 'Anna', 'Anne')")


@pytest.mark.parametrize(
    ("untruth", "sentence"),
    [
        (_terms_altered, "the terms do not match their digest"),
        (lambda: Confirmation.objects.update(terms="{broken"), "the terms do not match their digest"),
        (lambda: Confirmation.objects.update(version=2), "version 1 is missing"),
        (lambda: Order.objects.update(version=2), "its newest version has no confirmation"),
        (lambda: Level.objects.update(available=7), "level 7"),
        (lambda: Movement.objects.update(quantity=3), "ledger 6"),
        (lambda: Account.objects.update(agreed=1), "the money account and its entries differ"),
        (lambda: Account.objects.update(received=1), "the money account and its entries differ"),
        (lambda: Account.objects.update(state="paid"), "the money state does not follow"),
        (lambda: Order.objects.update(pieces=99), "do not add up"),
        (lambda: Message.objects.filter(to="customer").delete(), "no message was ever written"),
    ],
)
def test_each_untruth_is_found(untruth, sentence) -> None:
    """The controls: every kind of damage that `kept verify` promises to find."""
    an_order(a_store())
    untruth()
    assert any(sentence in finding for finding in verify().findings)


def test_terms_that_were_altered_with_their_digest_break_the_chain() -> None:
    """Version 1, changed and digested again, is found out by version 2, which names the old digest (A3)."""
    store = a_store()
    placed = an_order(store)
    change = OrderChangeInput(note="Ring twice")
    change_order(
        actor=an_actor(store),
        number=placed.order.number,
        seen_version=1,
        change=change,
        channel="desk",
        now=timezone.now(),
    )
    assert verify().findings == []
    first = Confirmation.objects.get(version=1)
    first.terms = first.terms.replace("Anna", "Anne")
    first.digest = digest_of(first.terms)
    first.save()
    (finding,) = verify().findings
    assert "version 2: the chain to the version before is broken" in finding


def test_check_says_what_is_wrong(settings) -> None:
    """No mail server is there; the sentence names it and the setting that would mend it."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # taken, but nobody listens
        smtp = replace(settings.ENVIRONMENT.smtp, host="127.0.0.1", port=closed.getsockname()[1])
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, smtp=smtp)
        findings = {finding.name: finding for finding in check_health()}
    assert findings["database"].ok
    assert findings["secrets"].ok
    assert not findings["mail"].ok
    assert "KEPT_SMTP_URL" in findings["mail"].message


def test_check_notices_a_worker_that_is_not_there() -> None:
    an_order(a_store(), now=timezone.now() - timedelta(hours=1))
    Message.objects.update(queued_at=timezone.now() - timedelta(days=400))
    findings = {finding.name: finding for finding in check_health()}
    assert not findings["worker"].ok


@pytest.mark.wall_clock  # a sign of life has the time that the file system gives it
def test_check_notices_that_no_worker_has_ever_run(settings, tmp_path) -> None:
    """Before the first order, not after it."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data_dir=tmp_path)
    (tmp_path / "secrets.json").touch(0o600)
    [worker] = [finding for finding in check_health() if finding.name == "worker"]
    assert (worker.ok, "kept worker" in worker.message) == (False, True)
    with Heartbeat("messages", tmp_path):
        [worker] = [finding for finding in check_health() if finding.name == "worker"]
    assert worker.ok
