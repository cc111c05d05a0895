"""Bring a removed view back."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.views.checks import check_room
from kept.views.events import ViewBroughtBack
from kept.views.locks import lock_views, own_or_removed
from kept.views.models import SavedView


def bring_back_view(*, actor: Actor, view_id: int, now: datetime) -> SavedView:
    """Bring the view back as it was. Doing it twice is the same as once.

    Raises NotFound once it is gone for good, NotYourView, ViewNameTaken or TooManyViews.
    """
    actor.require(May.READ_ORDERS)
    with durable():
        views = lock_views(actor)
        view = own_or_removed(views, actor, view_id)
        if view.removed_at is not None:
            check_room(views.own, view.name)
            view.removed_at = None
            view.save(update_fields=["removed_at"])
            record(ViewBroughtBack(view_id=view.pk), actor=actor, now=now, subject=view)
    return view
