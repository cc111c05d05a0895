"""Sessions of visitors and of staff that have expired.

Django never deletes one by itself, and every visitor with a basket leaves one.
"""

from datetime import datetime

from django.contrib.sessions.models import Session

from kept.kit.transactions import durable

_DELETED_AT_ONCE = 500


def delete_expired_sessions(now: datetime) -> int:
    """Delete some of those that have expired. Returns how many; 0 when none is left."""
    expired = Session.objects.filter(expire_date__lt=now).order_by("expire_date")
    keys = list(expired.values_list("pk", flat=True)[:_DELETED_AT_ONCE])
    if not keys:
        return 0
    with durable():
        # Not one that was renewed meanwhile.
        count, _by_model = Session.objects.filter(pk__in=keys, expire_date__lt=now).delete()
    return count
