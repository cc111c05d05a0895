"""Give a saved view another name, or let it show what is set now."""

from collections.abc import Mapping
from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.views.checks import check_name_free, checked_name, checked_words
from kept.views.events import ViewChanged
from kept.views.locks import lock_views, own_view
from kept.views.models import SavedView


def change_view(
    *,
    actor: Actor,
    view_id: int,
    name: str | None = None,
    words: Mapping[str, str] | None = None,
    now: datetime,
) -> SavedView:
    """Change what is named; None leaves it. Where nothing is different, nothing is written.

    Raises NotFound, NotYourView, BadView, Invalid or ViewNameTaken.
    """
    actor.require(May.READ_ORDERS)
    with durable():
        views = lock_views(actor)
        view = own_view(views, actor, view_id)
        before = view.name, view.words
        if name is not None:
            view.name = checked_name(name)
            check_name_free([one for one in views.own if one.pk != view.pk], view.name)
        if words is not None:
            view.words = checked_words(words)
        after = view.name, view.words
        changed = [
            field for field, old, new in zip(("name", "words"), before, after, strict=True) if old != new
        ]
        if changed:
            view.save(update_fields=changed)
            record(ViewChanged(view_id=view.pk, changed=changed), actor=actor, now=now, subject=view)
    return view
