"""Many people at once: real threads, each with a database connection of its own, starting together."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_once(acts: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Run every act in its own thread, all released at the same moment. Returns results and errors in their
    order."""
    start = threading.Barrier(len(acts))
    results: list[T | Exception] = [RuntimeError("did not end")] * len(acts)

    def run(place: int) -> None:
        try:
            start.wait(timeout=60)
            results[place] = acts[place]()
        except Exception as error:  # noqa: BLE001  (the test decides which errors are answers)
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    assert not any(thread.is_alive() for thread in threads), "somebody is stuck"
    return results
