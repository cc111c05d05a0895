"""Running something in a thread of its own, with a database connection of its own."""

from collections.abc import Callable
from typing import TypeVar

from tests.rig.crowd import at_once

T = TypeVar("T")


def in_thread(work: Callable[[], T]) -> T:
    """Run it in another thread and return what it returned, or raise what it raised."""
    (result,) = at_once([work])
    if isinstance(result, Exception):
        raise result
    return result
