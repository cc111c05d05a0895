"""Reads: what could not be handled, for `kept check` and `kept inbox`."""

from django.db.models import QuerySet

from kept.inbox.models import InboxItem


def failed_items() -> QuerySet[InboxItem]:
    """Return the items that could not be handled, oldest first, without their bodies."""
    return InboxItem.objects.filter(state=InboxItem.State.FAILED).order_by("id").defer("body")
