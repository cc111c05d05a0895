"""Take a saved view back from the store: it is its owner's alone again."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.views.events import ViewUnshared
from kept.views.locks import lock_views
from kept.views.models import DefaultView, SavedView


def unshare_view(*, actor: Actor, view_id: int, now: datetime) -> SavedView:
    """Whoever may share may do this to every shared view: its owner may be gone. Raises NotFound.

    For nobody but its owner does it open by itself any more.
    """
    actor.require(May.READ_ORDERS, May.WRITE_SETTINGS)
    with durable():
        view = lock_views(actor).by_id.get(view_id)
        if view is None or view.removed_at is not None:
            raise NotFound
        if view.shared:
            view.shared = False
            view.save(update_fields=["shared"])
            DefaultView.objects.filter(view=view).exclude(person_id=view.owner_id).delete()
            record(ViewUnshared(view_id=view.pk), actor=actor, now=now, subject=view)
    return view
