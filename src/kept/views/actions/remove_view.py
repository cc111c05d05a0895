"""Remove a saved view; for a day it can be brought back."""

from datetime import datetime, timedelta

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.views.events import ViewRemoved
from kept.views.locks import lock_views, own_or_removed
from kept.views.models import SavedView

KEPT_FOR = timedelta(days=1)


def remove_view(*, actor: Actor, view_id: int, now: datetime) -> SavedView:
    """Remove the view for everybody. Removing it twice is the same as once. Raises NotFound or NotYourView.

    What was removed more than KEPT_FOR ago goes for good.
    """
    actor.require(May.READ_ORDERS)
    with durable():
        views = lock_views(actor)
        view = own_or_removed(views, actor, view_id)
        if view.removed_at is None:
            view.removed_at = now
            view.save(update_fields=["removed_at"])
            record(ViewRemoved(view_id=view.pk), actor=actor, now=now, subject=view)
        SavedView.objects.filter(
            store_id=actor.store_id, owner_id=actor.id, removed_at__lt=now - KEPT_FOR
        ).delete()
    return view
