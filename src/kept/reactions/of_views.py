"""The views of the orders that people give a name."""

from kept.journal.reactions import on, story
from kept.views.events import (
    ViewBroughtBack,
    ViewChanged,
    ViewChosen,
    ViewRemoved,
    ViewSaved,
    ViewShared,
    ViewUnshared,
)

STORIES = (
    story(
        "People look at the orders",
        on(ViewSaved),
        on(ViewChanged),
        on(ViewShared),
        on(ViewUnshared),
        on(ViewRemoved),
        on(ViewBroughtBack),
        on(ViewChosen),
    ),
)
