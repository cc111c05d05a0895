"""An endpoint that hangs keeps nobody else waiting (H4): with two real servers, and orders that keep coming."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from kept.faces.worker.loop import PumpLoop
from kept.faces.worker.pumps import pumps
from kept.webhooks.actions.add_endpoint import add_endpoint
from kept.webhooks.models import Delivery, Endpoint
from tests.rig.factory import a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db(transaction=True)
# The hanging one is given 10 seconds; a healthy one gets its own in a few hundredths, here with a wide margin.
SOON_SECONDS = 2.0
ORDERS = 5


@contextmanager
def healthy() -> Iterator[tuple[int, list[float]]]:
    """Its port, and when something came."""
    came: list[float] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            came.append(time.monotonic())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_port, came
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def hanging() -> Iterator[int]:
    """The port of one that takes every call and answers none, until it is over."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server.getsockname()[1]


def test_a_healthy_endpoint_gets_its_own_at_once_beside_one_that_hangs(monkeypatch):
    monkeypatch.setattr("kept.webhooks.delivery.is_public", lambda _address: True)
    store = a_store()
    with hanging() as dead, healthy() as (port, came):
        for number in (dead, port):
            added = add_endpoint(
                actor=an_actor(store),
                url=f"https://example.com/{number}",
                events=["order.placed"],
                now=timezone.now(),
            )
            Endpoint.objects.filter(pk=added.endpoint.pk).update(url=f"http://127.0.0.1:{number}/")
        store.refresh_from_db()
        goods = a_product(store)
        turns = PumpLoop(Delivery.pump, pumps()[Delivery.pump])
        worker = threading.Thread(target=turns.work)
        worker.start()
        try:
            waits = []
            for number in range(1, ORDERS + 1):
                placed = time.monotonic()
                an_order(store, goods)
                while len(came) < number and time.monotonic() < placed + 30:
                    time.sleep(0.01)
                waits.append(came[number - 1] - placed)
            hung = Delivery.objects.filter(state="sending").count()
        finally:
            turns.stop()
            worker.join()
    assert max(waits) < SOON_SECONDS, waits
    assert hung > 0, "nothing hung"
    assert not Delivery.objects.filter(state="sending").exists(), "what was on its way was not written down"
