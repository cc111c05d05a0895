"""Delivering what waits: claim, sign, post, and write down what became of it (Standard Webhooks).

intent → commit → call → result: the claim is on disk before an endpoint is called. Whoever dies in between
causes one repeated delivery, under the same `webhook-id`.
"""

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from standardwebhooks import Webhook

from kept.adapters.webhooks import NotDelivered, post
from kept.journal.models import Entry
from kept.journal.names import public_name
from kept.kit.due import claim
from kept.kit.tokens import unseal
from kept.webhooks.addresses import is_public
from kept.webhooks.models import Delivery, Endpoint
from kept.webhooks.writes import write_delivered, write_failed, write_given_up

log = logging.getLogger("kept.webhooks")

BATCH = 8
# Longer than the slowest answer, with room for the others of a batch.
LEASE_SECONDS = 60.0
GONE = 410


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is posted to an endpoint: the address, the body, and the headers that prove whose it is."""

    url: str
    body: bytes
    headers: dict[str, str]


# Posts a parcel and returns the status that was answered. Raises NotDelivered.
Post = Callable[[Parcel], int]


def deliver(now: datetime, *, posting: Post | None = None) -> int:
    """Deliver what is due, several at once.

    Returns how many deliveries were dealt with: 0 when none waited.
    """
    taken = claim(Delivery, limit=BATCH, now=now, lease_seconds=LEASE_SECONDS)
    if not taken:
        return 0
    endpoints = Endpoint.objects.select_related("store").in_bulk({delivery.endpoint_id for delivery in taken})
    entries = Entry.objects.in_bulk({delivery.journal_id for delivery in taken})
    ready: list[tuple[Delivery, Parcel]] = []
    for delivery in taken:
        endpoint, entry = endpoints.get(delivery.endpoint_id), entries.get(delivery.journal_id)
        if endpoint is None or entry is None or not endpoint.active or endpoint.paused_at is not None:
            write_given_up(delivery, why="The endpoint is switched off.", now=now)
            continue
        secret = unseal(endpoint.sealed_secret)
        if secret is None:
            write_given_up(delivery, why="The endpoint's secret can no longer be read.", now=now)
            continue
        ready.append((delivery, parcel(endpoint, entry, secret, now=now)))
    _post_all(ready, posting or over_the_network, now)
    return len(taken)


def parcel(endpoint: Endpoint, entry: Entry, secret: str, *, now: datetime) -> Parcel:
    """The signed webhook for one event.

    The same event has the same `webhook-id`, however often it is sent.
    """
    body = json.dumps(
        {
            "type": public_name(entry.name),
            "timestamp": entry.at.isoformat().replace("+00:00", "Z"),
            "data": {
                "event_id": str(entry.pk),
                "store": endpoint.store.slug,
                "customer": entry.customer_id,
                "actor": {"kind": entry.actor_kind, "name": entry.actor_name},
                **entry.data,
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    known_as = f"evt_{entry.pk}"
    headers = {
        "content-type": "application/json",
        "user-agent": "Kept",
        "webhook-id": known_as,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(known_as, now, body),
    }
    return Parcel(endpoint.url, body.encode(), headers)


def over_the_network(sent: Parcel) -> int:
    """Post for real. In a demo, or where KEPT_WEBHOOK_PRIVATE is on, private addresses are fine too."""
    environment = settings.ENVIRONMENT
    anywhere = environment.demo or environment.webhook_private
    return post(
        sent.url,
        body=sent.body,
        headers=sent.headers,
        allowed=(lambda _address: True) if anywhere else is_public,
    )


def _post_all(ready: list[tuple[Delivery, Parcel]], posting: Post, now: datetime) -> None:
    """The network in threads, the rows in this one: an endpoint that hangs holds up nobody else."""
    if not ready:
        return
    with ThreadPoolExecutor(max_workers=len(ready), thread_name_prefix="webhook") as threads:
        answers = [(delivery, threads.submit(posting, sent)) for delivery, sent in ready]
        for delivery, answer in answers:
            try:
                status = answer.result()
            except NotDelivered as error:
                log.info("Webhook %s: %s", delivery.pk, error)
                write_failed(delivery, status=None, why=str(error), gone=False, now=now)
                continue
            if 200 <= status < 300:
                write_delivered(delivery, status=status, now=now)
            else:
                why = f"The endpoint answered {status}."
                write_failed(delivery, status=status, why=why, gone=status == GONE, now=now)
