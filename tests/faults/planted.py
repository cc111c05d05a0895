"""Faults on purpose, put into a process before it begins: what the proofs beside this must notice."""

import secrets
import threading
import time
from typing import Any


def acknowledge_before_commit() -> None:
    """The API answers as soon as it knows what to say, and only then ends the transaction."""
    from kept.faces.api import writing
    from kept.faces.api.orders import views as orders
    from kept.faces.api.responses import json_text_response
    from kept.kit import idempotency
    from kept.kit.tokens import unseal

    honest_write, honest_keep = writing.write_with_shared_commit, idempotency.Slot.keep
    mine = threading.local()

    def keep(slot: Any, status: int, body: str, headers: Any = None) -> None:
        honest_keep(slot, status, body, headers)
        mine.answer[:] = [json_text_response(unseal(body) or "", status, **headers)]
        mine.known.set()
        time.sleep(0.05)

    def write(request: Any, work: Any, **named: Any) -> Any:
        answer: list[Any] = []
        known = threading.Event()

        def later() -> None:
            mine.answer, mine.known = answer, known
            try:
                answer[:] = [honest_write(request, work, **named)]
            except Exception as error:  # noqa: BLE001  (raised again where the request is)
                answer[:] = [error]
            known.set()

        threading.Thread(target=later).start()
        known.wait()
        if isinstance(answer[0], Exception):
            raise answer[0]
        return answer[0]

    idempotency.Slot.keep = keep  # type: ignore[method-assign]
    orders.write_with_shared_commit = write


def send_before_recording() -> None:
    """The worker makes a mail's Message-ID while it sends, and writes it down afterwards."""
    from kept.messages import delivery, outbox

    honest = outbox.handed_over

    def handed_over(*words: Any, **named: Any) -> Any:
        time.sleep(0.03)
        return honest(*words, **named)

    delivery.message_id = lambda message: f"<{secrets.token_hex(8)}@shop.example>"  # type: ignore[assignment]
    outbox.handed_over = handed_over


def leave_the_dead_alone() -> None:
    """A worker takes what is due, and never what another one left behind."""
    from kept.kit import queue

    queue.LeaseWatch.abandoned = lambda *_: []  # type: ignore[method-assign]


def replay_by_read() -> None:
    """A request that was answered before is answered by a SELECT, which a failover may take back."""
    from kept.kit import idempotency
    from kept.kit.models import IdempotencyKey

    honest = idempotency._slot

    def slot(scope: str, key: str, fingerprint: str, now: Any) -> Any:
        known = IdempotencyKey.objects.filter(scope=scope, key=key).first()
        if known is None or known.status is None:
            return honest(scope, key, fingerprint, now)
        return idempotency.Slot(None, idempotency.Answer(known.status, known.body, {}))

    idempotency._slot = slot


def threads_that_wait() -> None:
    """A thread reads what a client sends, as gunicorn's own worker does."""
    from kept.faces.cli.commands import serve

    honest = serve._settings
    serve._settings = lambda args: {**honest(args), "worker_class": "gthread"}


def no_deadlines() -> None:
    """Whoever has begun to send may take as long as it likes."""
    from kept.faces.cli.commands import serve
    from kept.faces.web_server.limits import ServerLimits

    serve.ServerLimits = lambda **named: ServerLimits(head_seconds=1e9, base_seconds=1e9, **named)  # type: ignore[misc]
