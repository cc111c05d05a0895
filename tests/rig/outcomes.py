"""Messages that were claimed, what became of them, and a database that is busy when it should be written."""

from django.utils import timezone

from kept.kit.outcomes import Outcome
from kept.kit.queue import claim, enqueue
from kept.kit.transactions import StoreBusy, durable
from kept.messages import outbox
from kept.messages.delivery import MessageConsumer
from kept.messages.models import Message, MessageKind
from kept.messages.rendering import Rendered
from kept.messages.steps import message_to
from tests.rig.factory import a_store

SAID = Rendered("Subject", "Text", "")


def letters(count: int) -> None:
    """So many that wait, to different people."""
    store = a_store()
    with durable():
        enqueue([
            message_to(
                Message.To.STAFF, store_id=store.pk, kind=MessageKind.INVITATION, address=f"team{n}@example.com",
                language="en", now=timezone.now(), occasion=str(n),
                facts={"invited_by": "Mia", "role": "support", "expires": timezone.now().isoformat(), "sealed": ""},
            )
            for n in range(count)
        ])  # fmt: skip


def claimed(count: int) -> list[Message]:
    letters(count)
    return claim(Message, limit=count, now=timezone.now(), lease_seconds=MessageConsumer.lease_seconds)


def handed_over(message: Message) -> Outcome:
    return outbox.handed_over(message, SAID, "<m@shop.example>", now=timezone.now())


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def busy_database():
    raise StoreBusy
