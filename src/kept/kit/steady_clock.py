"""A wall clock that is believed only as far as the monotonic one bears it out, for what must not happen early.

The clock on the wall may jump: somebody sets it, a server of time steps it, a machine wakes up in another year. A
jump back is believed at once: what waits then waits longer. A jump forward is not: until the clock has stood by its
new time for `CONFIRM_SECONDS`, time is taken to have passed as the monotonic clock says. That one goes on while a
machine sleeps (where the system has such a clock), so a lid that was closed over night is no jump.

What a clock gains slowly is believed, so that one that is being put right needs no confirmation: at most
`TOLERANCE_SECONDS` within each `CONFIRM_SECONDS`. How the clock stood before this process began is not known here.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

log = logging.getLogger(__name__)

TOLERANCE_SECONDS = 5.0
# Long enough for whoever set a clock by mistake to see it, or for a server of time to set it right again.
CONFIRM_SECONDS = 300.0


class SteadyClock:
    """The time that one process believes. `elapsed`: seconds that nobody sets. For one thread alone."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._anchor: tuple[datetime, float] | None = None  # a time that was believed, and when that was
        self._jump: tuple[float, float] | None = None  # seconds gained, and since when

    def believe(self, wall: datetime) -> datetime:
        """The time to go by, when the clock on the wall says `wall`: never later than that."""
        at = self._elapsed()
        if self._anchor is None:
            return self._set(wall, at)
        believed = self._anchor[0] + timedelta(seconds=at - self._anchor[1])
        gained = (wall - believed).total_seconds()
        if gained > TOLERANCE_SECONDS:
            return wall if self._is_confirmed(gained, at, wall) else believed
        if self._jump is not None:
            log.warning("The clock has gone back to the time that was believed.")
        self._jump = None
        if gained < -TOLERANCE_SECONDS or at - self._anchor[1] >= CONFIRM_SECONDS:
            self._set(wall, at)
        return wall

    def _is_confirmed(self, gained: float, at: float, wall: datetime) -> bool:
        if self._jump is None or abs(gained - self._jump[0]) > TOLERANCE_SECONDS:
            self._jump = (gained, at)
            log.warning(
                "The clock has jumped forward by %.0f s. Timers believe it in %.0f s, if it stays so.",
                gained,
                CONFIRM_SECONDS,
            )
        if at - self._jump[1] < CONFIRM_SECONDS:
            return False
        self._set(wall, at)
        return True

    def _set(self, wall: datetime, at: float) -> datetime:
        self._anchor, self._jump = (wall, at), None
        return wall
