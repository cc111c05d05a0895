"""The reactions to events of endpoints."""

from kept.journal.reactions import on, story
from kept.webhooks.events import (
    DeliveryRepeated,
    EndpointAdded,
    EndpointChanged,
    EndpointPaused,
    EndpointRemoved,
)

STORIES = (
    story(
        "The programs that are told",
        on(EndpointAdded),
        on(EndpointChanged),
        on(EndpointRemoved),
        on(EndpointPaused),
        on(DeliveryRepeated),
    ),
)
