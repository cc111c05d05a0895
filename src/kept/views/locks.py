"""Every row lock this package takes, ordered by primary key."""

from typing import NamedTuple

from django.db.models import Q

from kept.kit.refusals import NotFound
from kept.stores.actor import Actor
from kept.stores.locks import lock_own_staff_row
from kept.stores.roles import May
from kept.views.models import SavedView
from kept.views.refusals import NotYourView


class Views(NamedTuple):
    """A person's views by id: their own, removed ones too, and what others share."""

    person_id: int
    by_id: dict[int, SavedView]

    @property
    def own(self) -> list[SavedView]:
        """Those that are theirs, and there."""
        return [
            view for view in self.by_id.values()
            if view.owner_id == self.person_id and view.removed_at is None
        ]  # fmt: skip


def lock_views(actor: Actor) -> Views:
    """Return the actor's views, locked: whoever saves at the same moment as the same person waits.

    Raises NotFound for whoever has no place here.
    """
    place = lock_own_staff_row(actor)
    views = SavedView.objects.select_for_update(of=("self",)).filter(
        Q(owner_id=actor.id) | Q(shared=True, removed_at=None), store_id=actor.store_id
    )
    return Views(place.user_id, {view.pk: view for view in views.order_by("pk")})


def own_view(views: Views, actor: Actor, view_id: int) -> SavedView:
    """Return one of the locked views, for whoever may change it. Raises NotFound or NotYourView.

    What is shared with the store is changed by its owner, and only as long as they may share.
    """
    view = own_or_removed(views, actor, view_id)
    if view.removed_at is not None:
        raise NotFound
    return view


def own_or_removed(views: Views, actor: Actor, view_id: int) -> SavedView:
    """Return a view as `own_view` does, or one that was removed. Raises NotFound, NotYourView."""
    view = views.by_id.get(view_id)
    if view is None:
        raise NotFound
    if view.owner_id != actor.id or (view.shared and not actor.may(May.WRITE_SETTINGS)):
        raise NotYourView
    return view
