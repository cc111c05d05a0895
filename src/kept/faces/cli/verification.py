"""The consistency of the data: each total against its ledger, each confirmation against its digest and chain."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from kept.kit.transactions import snapshot
from kept.messages.models import Message, MessageKind
from kept.orders.agreement.terms import Terms, digest_of
from kept.orders.models import Confirmation, Order
from kept.payments.models import Account, Entry
from kept.payments.steps import state_of
from kept.stock.models import Level
from kept.stock.queries import wrong_levels


@dataclass(slots=True)
class Report:
    """The result: how much was checked (`counts`), and inconsistencies as sentences (`findings`)."""

    counts: dict[str, int] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)


def verify() -> Report:
    """Check everything in one snapshot. Memory does not grow with the number of orders."""
    report = Report()
    with snapshot():
        _check_chains(report)
        _check_orders(report)
        _check_stock(report)
        _check_money(report)
        _check_messages(report)
    return report


def _check_chains(report: Report) -> None:
    count = 0
    rows = Confirmation.objects.order_by("order_id", "version").values_list(
        "order_id", "version", "terms", "digest"
    )
    for order, versions in groupby(rows.iterator(chunk_size=500), key=lambda row: row[0]):
        previous = ""
        for expected, (_order, version, terms, digest) in enumerate(versions, start=1):
            count += 1
            report.findings += _chain_problems(order, version, expected, terms, digest, previous)
            previous = digest
    report.counts["confirmations"] = count


def _chain_problems(
    order: int, version: int, expected: int, terms: str, digest: str, previous: str
) -> Iterator[str]:
    if version != expected:
        yield f"order row {order}: version {expected} is missing"
    if digest_of(terms) != digest:
        yield f"order row {order}, version {version}: the terms do not match their digest"
    elif Terms.from_json(terms).previous != previous:
        yield f"order row {order}, version {version}: the chain to the version before is broken"


def _check_orders(report: Report) -> None:
    newest = Confirmation.objects.filter(order=OuterRef("pk"), version=OuterRef("version"))
    orders = Order.objects.annotate(
        agreed=Subquery(newest.values("digest")[:1]), summed=Sum("lines__quantity")
    )
    report.counts["orders"] = Order.objects.count()
    for number in orders.filter(agreed=None).values_list("number", flat=True).iterator():
        report.findings.append(f"order {number}: its newest version has no confirmation")
    for number in orders.exclude(summed=F("pieces")).values_list("number", flat=True).iterator():
        report.findings.append(f"order {number}: its lines do not add up to its pieces")


def _check_stock(report: Report) -> None:
    report.counts["stock levels"] = Level.objects.count()
    for one in wrong_levels():
        report.findings.append(f"variant {one.variant_id}: level {one.available}, ledger {one.ledger}")


def _check_money(report: Report) -> None:
    entries = Entry.objects.filter(order_id=OuterRef("order_id")).values("order_id")
    agreed = entries.annotate(sum=Sum("amount", filter=Q(kind=Entry.Kind.AGREED))).values("sum")
    received = entries.annotate(sum=Sum("amount", filter=Q(kind=Entry.Kind.RECEIVED))).values("sum")
    accounts = Account.objects.annotate(
        agreed_ledger=Coalesce(Subquery(agreed), 0), received_ledger=Coalesce(Subquery(received), 0)
    )
    report.counts["money accounts"] = Account.objects.count()
    wrong = ~Q(agreed=F("agreed_ledger")) | ~Q(received=F("received_ledger"))
    for order_id in accounts.filter(wrong).values_list("order_id", flat=True).iterator():
        report.findings.append(f"order row {order_id}: the money account and its entries differ")
    for account in Account.objects.iterator():
        if account.state != state_of(account.agreed, account.received):
            report.findings.append(
                f"order row {account.order_id}: the money state does not follow from its sums"
            )


def _check_messages(report: Report) -> None:
    """Check that each confirmed version whose customer has an e-mail address has a message, delivered or not (I4)."""
    sent = Message.objects.filter(
        order_id=OuterRef("pk"), kind=MessageKind.CONFIRMATION, version=OuterRef("confirmed_version")
    )
    orders = (
        Order.objects.filter(confirmed_version__gt=0)
        .exclude(email="")
        .annotate(message=Subquery(sent.values("pk")[:1]))
    )
    report.counts["messages"] = Message.objects.count()
    for number in orders.filter(message=None).values_list("number", flat=True).iterator():
        report.findings.append(f"order {number}: no message was ever written for its confirmed version")
