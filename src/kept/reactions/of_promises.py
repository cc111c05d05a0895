"""The reactions to events of a store's schedule."""

from kept.journal.reactions import on, story
from kept.promises.events import (
    ClosureAdded,
    ClosureRemoved,
    FulfilmentMethodAdded,
    FulfilmentMethodBroughtBack,
    FulfilmentMethodChanged,
    FulfilmentMethodRetired,
    HoursSet,
)

STORIES = (
    story(
        "When and how the store delivers",
        on(HoursSet),
        on(ClosureAdded),
        on(ClosureRemoved),
        on(FulfilmentMethodAdded),
        on(FulfilmentMethodChanged),
        on(FulfilmentMethodRetired),
        on(FulfilmentMethodBroughtBack),
    ),
)
