"""Share a saved view with everybody in the store."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.views.events import ViewShared
from kept.views.locks import lock_views, own_view
from kept.views.models import SavedView


def share_view(*, actor: Actor, view_id: int, now: datetime) -> SavedView:
    """Give the view to everybody who sees orders; it stays its owner's to change.

    Raises NotFound or NotYourView.
    """
    actor.require(May.READ_ORDERS, May.WRITE_SETTINGS)
    with durable():
        view = own_view(lock_views(actor), actor, view_id)
        if not view.shared:
            view.shared = True
            view.save(update_fields=["shared"])
            record(ViewShared(view_id=view.pk), actor=actor, now=now, subject=view)
    return view
