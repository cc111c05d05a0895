"""`kept verify` finds what is not true, and `kept check` what keeps an installation from its work (I5)."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from kept.faces.cli.books import verify
from kept.faces.cli.health import look
from kept.messages.models import Message
from kept.orders.models import Confirmation, Order
from kept.payments.models import Account
from kept.stock.models import Level
from tests.factory import NOW, a_store, an_order

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
        (_terms_altered, "the terms are not what was digested"),
        (lambda: Confirmation.objects.update(version=2), "version 1 is missing"),
        (lambda: Level.objects.update(available=7), "counter 7"),
        (lambda: Account.objects.update(agreed=1), "the money account and its entries differ"),
        (lambda: Order.objects.update(pieces=99), "do not add up"),
        (lambda: Message.objects.filter(to="customer").delete(), "no message was ever written"),
    ],
)
def test_each_untruth_is_found(untruth, sentence) -> None:
    """The controls: every kind of damage that `kept verify` promises to find."""
    an_order(a_store())
    untruth()
    assert any(sentence in finding for finding in verify().findings)


def test_check_says_what_is_wrong(settings) -> None:
    """No mail server is there; the sentence names it and the setting that would mend it."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # taken, but nobody listens
        smtp = replace(settings.ENVIRONMENT.smtp, host="127.0.0.1", port=closed.getsockname()[1])
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, smtp=smtp)
        findings = {finding.what: finding for finding in look()}
    assert findings["database"].well
    assert findings["secrets"].well
    assert not findings["mail"].well
    assert "KEPT_SMTP_URL" in findings["mail"].says


def test_check_notices_a_worker_that_is_not_there() -> None:
    an_order(a_store(), now=NOW - timedelta(hours=1))
    Message.objects.update(queued_at=NOW - timedelta(days=400))
    findings = {finding.what: finding for finding in look()}
    assert not findings["worker"].well
