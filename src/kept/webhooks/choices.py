"""What can be chosen for an endpoint, and how much of it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid
from kept.webhooks.queries import event_names

MOST_ENDPOINTS = 20


def validated_events(names: Sequence[str]) -> str:
    """The events as the row keeps them. Raises Invalid for one that is not told to anybody."""
    unknown = sorted(set(names) - set(event_names()))
    if unknown:
        raise Invalid(_("There is no such event."), field="events", unknown=unknown)
    return f" {' '.join(sorted(set(names)))} " if names else ""
