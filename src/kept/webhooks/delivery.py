"""Webhook deliveries as queued work: signed and posted (Standard Webhooks). The pump is kit/pump.py.

Whoever dies between the call and its outcome causes one repeated delivery, under the same `webhook-id`.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from standardwebhooks import Webhook

from kept.adapters.webhooks import NotDelivered, post
from kept.journal.models import Entry
from kept.journal.reading import UnreadableEntry
from kept.kit.outcomes import Outcome, failed
from kept.kit.pump import ParallelPump, QueueConsumer
from kept.kit.tokens import unseal
from kept.webhooks.addresses import is_public
from kept.webhooks.models import Delivery, Endpoint
from kept.webhooks.outcomes import delivered, not_delivered
from kept.webhooks.payloads import payload_of

log = logging.getLogger("kept.webhooks")

# Calls at once, to all endpoints together: a thread each, which mostly waits.
MOST_IN_FLIGHT = 32


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A signed webhook: the address, the body, and the headers that prove who sends it."""

    url: str
    body: bytes
    headers: dict[str, str]


# Posts a request and returns the status that was answered. Raises NotDelivered.
Post = Callable[[SignedRequest], int]


class WebhookConsumer(QueueConsumer[Delivery, Callable[[], int]]):
    """Deliveries: signed, posted, and each endpoint with a small batch of its own on its way."""

    model = Delivery
    batch = 4
    partition = "endpoint_id"

    def __init__(self, post_request: Post) -> None:
        self._post_request = post_request

    def prepare(self, rows: Sequence[Delivery], now: datetime) -> Mapping[int, Callable[[], int]]:
        """The call for each delivery; for one that cannot be posted a call that says why."""
        of = {delivery.endpoint_id for delivery in rows}
        endpoints = Endpoint.objects.select_related("store").in_bulk(of)
        entries = Entry.objects.in_bulk({delivery.journal_id for delivery in rows})
        return {
            delivery.pk: self._call(
                endpoints.get(delivery.endpoint_id), entries.get(delivery.journal_id), now
            )
            for delivery in rows
        }

    def _call(self, endpoint: Endpoint | None, entry: Entry | None, now: datetime) -> Callable[[], int]:
        if endpoint is None or entry is None or not endpoint.active or endpoint.paused_at is not None:
            return partial(_give_up, "The endpoint is switched off.")
        secret = unseal(endpoint.sealed_secret)
        if secret is None:
            return partial(_give_up, "The endpoint's secret can no longer be read.")
        try:
            return partial(self._post_request, sign_request(endpoint, entry, secret, now=now))
        except UnreadableEntry as error:
            log.exception("Journal entry %s cannot be told to programs.", entry.pk)
            return partial(_give_up, str(error))

    def hand_over(self, row: Delivery, prepared: Callable[[], int] | None, now: datetime) -> Outcome:
        """Post it, and say what was answered."""
        assert prepared is not None
        try:
            status = prepared()
        except NotTried as error:
            return failed(row, why=str(error), due_at=now)
        except NotDelivered as error:
            log.info("Webhook %s: %s", row.pk, error)
            return not_delivered(row, status=None, why=str(error), now=now)
        except Exception as error:  # whatever went wrong with one, it must not be asked for again and again
            log.exception("Webhook %s could not be posted.", row.pk)
            return not_delivered(row, status=None, why=f"It could not be posted: {error!r}.", now=now)
        if 200 <= status < 300:
            return delivered(row, status=status, now=now)
        return not_delivered(row, status=status, why=f"The endpoint answered {status}.", now=now)


class NotTried(Exception):
    """It is not tried at all."""


def webhook_pump(post_request: Post | None = None) -> ParallelPump[Delivery, int]:
    """The pump of the webhooks: an endpoint that hangs holds up nobody else."""
    return ParallelPump(WebhookConsumer(post_request or post_over_network), most=MOST_IN_FLIGHT)


def _give_up(why: str) -> int:
    raise NotTried(why)


def sign_request(endpoint: Endpoint, entry: Entry, secret: str, *, now: datetime) -> SignedRequest:
    """The signed webhook for one event.

    The same event has the same `webhook-id`, however often it is sent.
    """
    body = json.dumps(
        {
            "type": entry.name,
            "timestamp": entry.at.isoformat().replace("+00:00", "Z"),
            "data": {
                "event_id": str(entry.pk),
                "store": endpoint.store.slug,
                "customer": entry.customer_id,
                "actor": {"kind": entry.actor_kind, "name": entry.actor_name},
                **payload_of(entry),
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    event_id = f"evt_{entry.pk}"
    headers = {
        "content-type": "application/json",
        "user-agent": "Kept",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, now, body),
    }
    return SignedRequest(endpoint.url, body.encode(), headers)


def post_over_network(request: SignedRequest) -> int:
    """Post for real. In a demo, or where KEPT_WEBHOOK_PRIVATE is on, private addresses are fine too."""
    environment = settings.ENVIRONMENT
    anywhere = environment.demo or environment.webhook_private
    return post(
        request.url,
        body=request.body,
        headers=request.headers,
        allowed=(lambda _address: True) if anywhere else is_public,
    )
