"""The reactions to events of findings."""

from kept.findings.events import (
    FindingAccepted,
    FindingAssigned,
    FindingOpened,
    FindingReopened,
    FindingSettled,
    FindingsReleased,
)
from kept.journal.reactions import on, story

STORIES = (
    story(
        "Something waits for a person",
        on(FindingOpened),
        on(FindingAssigned),
        on(FindingsReleased),
        on(FindingAccepted),
        on(FindingSettled),
        on(FindingReopened),
    ),
)
