"""Running something in threads of its own, each with database connections of its own."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connections


def in_thread(work: Callable[[], Any]) -> Any:
    """Run it in another thread and return what it returned, or raise what it raised."""
    value, error = at_once([work])[0]
    if error is not None:
        raise error
    return value


def at_once(work: Iterable[Callable[[], Any]]) -> list[tuple[Any, BaseException | None]]:
    """Start all at the same moment, one thread each; what each returned or raised, in their order."""
    all_work = list(work)
    outcomes: list[tuple[Any, BaseException | None]] = [(None, None)] * len(all_work)
    gate = threading.Barrier(len(all_work))

    def run(place: int) -> None:
        try:
            gate.wait(10)
            outcomes[place] = (all_work[place](), None)
        except BaseException as error:  # noqa: BLE001 (handed on)
            outcomes[place] = (None, error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(all_work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
