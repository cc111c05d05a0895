"""Choose the view that opens by itself."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.views.events import ViewChosen
from kept.views.locks import lock_views
from kept.views.models import DefaultView


def choose_view(*, actor: Actor, view_id: int | None, now: datetime) -> None:
    """Open the board or the list with this view for the actor alone; None: with all orders. Raises NotFound.

    It is one of their own or one that is shared.
    """
    actor.require(May.READ_ORDERS)
    with durable():
        views = lock_views(actor)
        view = None if view_id is None else views.by_id.get(view_id)
        if view_id is not None and (view is None or view.removed_at is not None):
            raise NotFound
        chosen = DefaultView.objects.filter(store_id=actor.store_id, person_id=views.person_id)
        before = chosen.values_list("view_id", flat=True).first()
        if before == view_id:
            return
        chosen.delete()
        if view is not None:
            DefaultView.objects.create(store_id=actor.store_id, person_id=views.person_id, view=view)
        record(ViewChosen(view_id=view_id), actor=actor, now=now, subject=view)
