"""An order as every operation replies with it, and its ETag."""

from django.utils import timezone

from kept.faces.api.orders.outputs import OrderOut
from kept.faces.api.orders.serializers import order_out
from kept.faces.api.responses import etag
from kept.findings.queries import count_of_order
from kept.orders.models import Order
from kept.payments.models import Account
from kept.stores.actor import Actor
from kept.stores.roles import May

# Parts of an answer that tell more than the operation itself: without the scope they are null, or left out of a list.
# The agreement, prices too, is part of an order; what came in for it and is owed is not.
SEES_MONEY = May.READ_MONEY
# The texts of messages. That one was sent, where to and how far it came, is part of the order.
SEES_TEXTS = May.READ_CUSTOMERS


def order_with_etag(actor: Actor, row: Order) -> tuple[OrderOut, str]:
    """Return an order as it stands, as far as the actor may see it, and its ETag."""
    account, findings = Account.objects.get(order_id=row.pk), open_findings(actor, row)
    body = order_out(row, account, money=actor.may(SEES_MONEY), open_findings=findings)
    return body, order_tag(actor, row, account.received, findings=findings)


def order_tag(actor: Actor, row: Order, received: int | None = None, *, findings: int | None = None) -> str:
    """Return the ETag of an order: its revision, what came in (for whoever may read it), and its open findings, if any.

    So a payment and a finding are seen by who reads and hinder nobody who works. `received` and `findings`: where the
    caller has read them already.
    """
    beside: list[int] = []
    if actor.may(SEES_MONEY):
        received_of = Account.objects.values_list("received", flat=True)
        beside.append(received_of.get(order_id=row.pk) if received is None else received)
    count = open_findings(actor, row) if findings is None else findings
    return etag(row, *beside, *([count] if count else []))


def open_findings(actor: Actor, row: Order) -> int:
    """Count the order's findings that are open now, of those that the actor may read."""
    return count_of_order(actor, row.pk, timezone.now())
