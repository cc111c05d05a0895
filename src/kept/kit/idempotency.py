"""Answer a request once, however often it is sent (Idempotency-Key).

    with once(scope="store:12", key=key, fingerprint=fingerprint_of(method, path, body), now=now) as slot:
        if slot.replay:
            return slot.replay
        placed = place_order(…)          # joins this transaction
        slot.keep(201, body, {"Location": …})

The key, the work and the answer are one transaction. A second request under the key waits for the first and
then gets its answer. That answer is a write, too: it counts the replay in the row. On PostgreSQL with a
synchronous standby an answer that was only read may be lost with the primary after the client has seen it
(3 of 3 failovers lost it; counted, 0 of 3).

An error inside leaves nothing behind: the key is free, and the next request under it is handled anew.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kept.kit import rows
from kept.kit.models import IdempotencyKey
from kept.kit.refusals import Invalid, Refusal
from kept.kit.transactions import close_to_actions, durable, open_to_actions, open_with_shared_commit

# A day more than the 72 hours that are promised, so that a clock set forward does not break the promise.
KEPT_FOR = timedelta(hours=96)
_DELETED_AT_ONCE = 500

# One statement, for SQLite as for PostgreSQL: there is no moment between looking and taking. The second of
# two requests at once waits here, on SQLite for the write lock, on PostgreSQL for the first one's row.
_TAKE = """
    INSERT INTO idempotency_key (scope, key, fingerprint, body, headers, created_at, replays)
    VALUES (%s, %s, %s, '', '{}', %s, 0)
    ON CONFLICT (scope, key) DO UPDATE SET replays = idempotency_key.replays + 1
    RETURNING id, replays, fingerprint, status, body, headers
"""


class KeyReused(Refusal):
    """The key stands for another request."""

    status = 422
    code = "key_reused"
    sentence = _("This Idempotency-Key was used for a different request. Use a new key for a new request.")


@dataclass(frozen=True)
class Answer:
    """A stored answer: HTTP status, body as text, and the headers that belong to it."""

    status: int
    body: str
    headers: Mapping[str, str]


class Slot:
    """The place for one answer. `replay` is one given before, or None when there is work to do."""

    def __init__(self, row_id: int | None, replay: Answer | None) -> None:
        self.replay = replay
        self._row_id = row_id
        self._answered = row_id is None or replay is not None

    def keep(self, status: int, body: str, headers: Mapping[str, str] | None = None) -> None:
        """Keep the answer for whoever asks again. Without a key there is nothing to keep."""
        if self.replay is not None:
            raise RuntimeError("This request was answered before; the answer stands.")
        self._answered = True
        if self._row_id is not None:
            answer = {"status": status, "body": body, "headers": json.dumps(dict(headers or {}))}
            rows.update_deferred(IdempotencyKey, answer, where={"id": self._row_id})

    def require_answer(self) -> None:
        """Refuse to end without an answer: a replay would have nothing to say."""
        if not self._answered:
            raise RuntimeError("idempotent() ended without keep(): nothing was kept.")


@contextmanager
def idempotent(*, scope: str, key: str | None, fingerprint: str, now: datetime) -> Iterator[Slot]:
    """Open the transaction in which one request is answered once. See the example above.

    `scope`: whose key it is, such as "store:12"; the same key elsewhere is another key. `key`: what the
    client sent, 1 to 255 printable characters, or None for a request without one: then nothing is kept, and
    only the transaction is the same. `fingerprint`: SHA-256 of the request, in hex (`fingerprint_of`).

    One action (`durable()`) at a time runs inside and joins. Raises KeyReused (422) when the key stands for a
    request with another fingerprint, Invalid (422) for a key that cannot be one, StoreBusy (503).
    """
    _require_usable(key)
    with open_to_actions(), _slot_in(scope, key, fingerprint, now) as slot:
        yield slot


@contextmanager
def idempotent_with_shared_commit(
    *, scope: str, key: str | None, fingerprint: str, now: datetime
) -> Iterator[Slot]:
    """As `idempotent()`; on SQLite it may share its COMMIT (`kit/sqlite/sharing.py`). For placing an order."""
    _require_usable(key)
    with open_with_shared_commit(), _slot_in(scope, key, fingerprint, now) as slot:
        yield slot


def fingerprint_of(*parts: str | bytes) -> str:
    """SHA-256 over the parts of a request, in hex. Where one part ends and the next begins counts."""
    digest = hashlib.sha256()
    for part in parts:
        piece = part.encode() if isinstance(part, str) else part
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()


def delete_old_keys(now: datetime) -> int:
    """Delete keys older than `KEPT_FOR`, a few hundred per transaction. Returns how many."""
    deleted = 0
    while True:
        with durable():
            old = IdempotencyKey.objects.filter(created_at__lt=now - KEPT_FOR).order_by("created_at")
            batch = list(old.values_list("pk", flat=True)[:_DELETED_AT_ONCE])
            count = IdempotencyKey.objects.filter(pk__in=batch).delete()[0]
        deleted += count
        if count < _DELETED_AT_ONCE:
            return deleted


@contextmanager
def _slot_in(scope: str, key: str | None, fingerprint: str, now: datetime) -> Iterator[Slot]:
    slot = _slot(scope, key, fingerprint, now) if key is not None else Slot(None, None)
    if slot.replay is not None:
        close_to_actions()
    yield slot
    slot.require_answer()


def _require_usable(key: str | None) -> None:
    if key is not None and not (0 < len(key) <= 255 and key.isprintable()):
        raise Invalid(_("An Idempotency-Key has 1 to 255 printable characters."))


def _slot(scope: str, key: str, fingerprint: str, now: datetime) -> Slot:
    at = rows.to_database_time(now)
    row_id, replays, stored_fingerprint, status, body, headers = rows.fetch(
        _TAKE, (scope, key, fingerprint, at)
    )[0]
    if replays == 0:
        return Slot(row_id, None)
    if stored_fingerprint != fingerprint:
        raise KeyReused
    return Slot(row_id, Answer(status, body, json.loads(headers)))
