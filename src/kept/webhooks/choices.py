"""The events that an endpoint may ask for, and how many endpoints a store may have."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid
from kept.webhooks.queries import event_names

MOST_ENDPOINTS = 20


def validated_events(names: Sequence[str]) -> str:
    """Return the names as the row stores them. Raises Invalid for an event that is not for programs."""
    unknown = sorted(set(names) - set(event_names()))
    if unknown:
        raise Invalid(_("There is no such event."), field="events", unknown=unknown)
    return f" {' '.join(sorted(set(names)))} " if names else ""
