"""What follows from what happens to the times and ways that a store can promise."""

from kept.journal.reactions import on, story
from kept.promises.events import (
    ClosureAdded,
    ClosureRemoved,
    HoursSet,
    WayAdded,
    WayBroughtBack,
    WayChanged,
    WayRetired,
)

STORIES = (
    story(
        "When and how the store delivers",
        on(HoursSet),
        on(ClosureAdded),
        on(ClosureRemoved),
        on(WayAdded),
        on(WayChanged),
        on(WayRetired),
        on(WayBroughtBack),
    ),
)
