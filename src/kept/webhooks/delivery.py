"""Delivering what waits: claim, sign, post, and write down what became of it (Standard Webhooks).

intent → commit → call → result: the claim is on disk before an endpoint is called. Whoever dies in between
causes one repeated delivery, under the same `webhook-id`.
"""

import json
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from standardwebhooks import Webhook

from kept.adapters.webhooks import NotDelivered, post
from kept.journal.models import Entry
from kept.journal.reading import UnreadableEntry
from kept.kit.queue import claim
from kept.kit.tokens import unseal
from kept.webhooks.addresses import is_public
from kept.webhooks.models import Delivery, Endpoint
from kept.webhooks.payloads import payload_of
from kept.webhooks.writes import write_delivered, write_failed, write_given_up

log = logging.getLogger("kept.webhooks")

# What one endpoint gets at a time, and all of them together: a thread each, which mostly waits.
BATCH = 4
MOST_ON_THEIR_WAY = 32
# While something is on its way: how soon what has fallen due meanwhile is looked for.
LOOK_SECONDS = 0.1
# Longer than the slowest answer.
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


class Deliveries:
    """The pump of the webhooks: call it with the time, again and again, then `finish`. For one thread alone.

    The network is in threads, the rows are in the caller's. Each endpoint has a small batch on its way at a time
    and its next ones wait for that batch alone: an endpoint that hangs holds up nobody else.
    """

    def __init__(self, posting: Post | None = None) -> None:
        self._posting = posting or over_the_network
        self._threads = ThreadPoolExecutor(MOST_ON_THEIR_WAY, thread_name_prefix="webhook")
        self._on_their_way: dict[Future[int], Delivery] = {}

    def __call__(self, now: datetime) -> int:
        """Send off what is due, and write down what was answered.

        Returns how many deliveries were dealt with or are on their way: 0 when there was nothing to do.
        """
        gone = self._send_off(now)
        wait(self._on_their_way, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        return self._write_down(now) + gone + len(self._on_their_way)

    def finish(self, now: datetime) -> None:
        """Wait for what is on its way, and write it down. At most as long as the slowest answer may take."""
        wait(self._on_their_way)
        self._write_down(now)
        self._threads.shutdown()

    def _send_off(self, now: datetime) -> int:
        """Claim for the endpoints that have nothing on its way. Returns how many were given up at once."""
        given_up = 0
        while (free := MOST_ON_THEIR_WAY - len(self._on_their_way)) > 0:
            busy = {delivery.endpoint_id for delivery in self._on_their_way.values()}
            taken = claim(
                Delivery,
                limit=min(BATCH, free),
                now=now,
                lease_seconds=LEASE_SECONDS,
                passing_over=("endpoint_id", busy),
            )
            if not taken:
                break
            ready = _parcels(taken, now)
            given_up += len(taken) - len(ready)
            for delivery, sent in ready:
                self._on_their_way[self._threads.submit(self._posting, sent)] = delivery
        return given_up

    def _write_down(self, now: datetime) -> int:
        """Each outcome by itself: one that cannot be written now is written the next time."""
        answered = [answer for answer in self._on_their_way if answer.done()]
        for answer in answered:
            _settle(self._on_their_way[answer], answer, now)
            del self._on_their_way[answer]
        return len(answered)


def _parcels(taken: Sequence[Delivery], now: datetime) -> list[tuple[Delivery, Parcel]]:
    """What can be posted; what cannot is given up."""
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
        try:
            ready.append((delivery, parcel(endpoint, entry, secret, now=now)))
        except UnreadableEntry as error:
            log.exception("Webhook %s cannot be told.", delivery.pk)
            write_given_up(delivery, why=str(error), now=now)
    return ready


def _settle(delivery: Delivery, answer: Future[int], now: datetime) -> None:
    try:
        status = answer.result()
    except NotDelivered as error:
        log.info("Webhook %s: %s", delivery.pk, error)
        write_failed(delivery, status=None, why=str(error), gone=False, now=now)
        return
    except Exception as error:  # whatever went wrong with one, it must not be asked for again and again
        log.exception("Webhook %s could not be posted.", delivery.pk)
        write_failed(
            delivery, status=None, why=f"It could not be posted: {error!r}."[:400], gone=False, now=now
        )
        return
    if 200 <= status < 300:
        write_delivered(delivery, status=status, now=now)
    else:
        why = f"The endpoint answered {status}."
        write_failed(delivery, status=status, why=why, gone=status == GONE, now=now)


def parcel(endpoint: Endpoint, entry: Entry, secret: str, *, now: datetime) -> Parcel:
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
