"""Save the filters, the search and the sort under a name (C1)."""

from collections.abc import Mapping
from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.views.checks import check_room, checked_name, checked_words
from kept.views.events import ViewSaved
from kept.views.locks import lock_views
from kept.views.models import SavedView


def save_view(*, actor: Actor, name: str, words: Mapping[str, str], now: datetime) -> SavedView:
    """Keep `words` (checks.WORDS: as an address says them) as a view of the actor's own.

    Raises BadView, Invalid, ViewNameTaken or TooManyViews; NotFound for whoever is nobody's staff here.
    """
    actor.require(May.READ_ORDERS)
    checked, filters = checked_name(name), checked_words(words)
    with durable():
        views = lock_views(actor)
        check_room(views.own, checked)
        view = SavedView.objects.create(
            store_id=actor.store_id, owner_id=views.person_id, name=checked, words=filters, created_at=now
        )
        record(ViewSaved(view_id=view.pk), actor=actor, now=now, subject=view)
    return view
