"""Messages that fail as they do in a worker, and the findings that follow."""

from django.utils import timezone

from kept.findings.models import Finding
from kept.kit.outcomes import put_back, write
from kept.kit.transactions import durable
from kept.messages import outbox
from kept.messages.models import Message
from kept.messages.rendering import Rendered
from kept.messages.steps import record_failure
from kept.orders.models import Order
from kept.stores.models import Store
from tests.rig.factory import an_order

NO_MAILBOX = "550 No mailbox here by that name."


def fail(message: Message) -> Finding:
    """A worker claims what is due; this one is refused for good, and the rest goes back."""
    now = timezone.now()
    write([
        outbox.failed(one, None, "", why=NO_MAILBOX, now=now) if one.pk == message.pk
        else put_back(one, until=now)
        for one in outbox.claim_due(now)
    ])  # fmt: skip
    message.refresh_from_db()
    return Finding.objects.filter(subject_kind="message", subject_id=message.pk).latest("pk")


def find(message: Message) -> Finding:
    """Only what follows from a failure; the message itself stays as it is."""
    with durable():
        record_failure(message, now=timezone.now())
    return Finding.objects.filter(subject_kind="message", subject_id=message.pk).latest("pk")


def hand_over(message: Message) -> None:
    """A worker claims what is due; all of it leaves."""
    now, said = timezone.now(), Rendered("It is agreed", "It is agreed.", "")
    write([outbox.handed_over(one, said, "id", now=now) for one in outbox.claim_due(now)])
    message.refresh_from_db()


def message_of(order: Order, kind: str = "confirmation") -> Message:
    """The newest letter of this kind to the customer of an order."""
    return Message.objects.filter(order_id=order.pk, kind=kind, to=Message.To.CUSTOMER).latest("pk")


def a_finding(store: Store) -> Finding:
    """The confirmation of a new order did not arrive."""
    return fail(message_of(an_order(store).order))
