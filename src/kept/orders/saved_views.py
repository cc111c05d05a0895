"""Saved views: what one is made of, and which of them somebody has (C1)."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from kept.kit import rows
from kept.kit.text import one_line
from kept.orders.models import SavedView
from kept.orders.reading.search import LONGEST
from kept.orders.refusals import BadView, TooManyViews, ViewNameTaken
from kept.stores.actor import Actor, Kind
from kept.stores.roles import May

# What a view can say, by the names that the address of a board or a list has for it; `q` is what is searched for.
WORDS = ("due", "channel", "way", "money", "attention", "sort", "status", "q")
MOST_VIEWS = 20
LONGEST_NAME = 40
# As many as anybody could take in: a person's own ones, and what others share.
MOST_SHOWN = 60


class View(NamedTuple):
    """A view as somebody has it: `mine` to change, `shared` with the store, opening by itself (`is_default`)."""

    id: int
    name: str
    words: dict[str, str]
    shared: bool
    mine: bool
    is_default: bool


def views_of(actor: Actor) -> list[View]:
    """The views that this person has in their store: their own first, then what others share. One statement."""
    if actor.kind != Kind.STAFF or not actor.may(May.READ_ORDERS):
        return []
    found = rows.fetch(
        "SELECT v.id, v.name, v.words, v.shared, v.owner_id, d.id FROM saved_view v "
        "LEFT JOIN default_view d ON d.view_id = v.id AND d.person_id = %s "
        "WHERE v.store_id = %s AND v.removed_at IS NULL AND (v.owner_id = %s OR v.shared) "
        "ORDER BY CASE WHEN v.owner_id = %s THEN 0 ELSE 1 END, v.id LIMIT %s",
        [actor.id, actor.store_id, actor.id, actor.id, MOST_SHOWN],
    )
    return [
        View(pk, name, json.loads(words), bool(shared), owner == actor.id, default is not None)
        for pk, name, words, shared, owner, default in found
    ]


def checked_name(name: str) -> str:
    """The name as it is kept. Raises BadView, or Invalid where it is too long."""
    called = one_line(name, LONGEST_NAME, "name")
    if not called:
        raise BadView(_("A view needs a name."), field="name")
    return called


def checked_words(words: Mapping[str, str]) -> dict[str, str]:
    """The words as they are kept. Raises BadView where nothing is left that a view could show again."""
    kept = {name: one_line(words.get(name, ""), LONGEST, name) for name in WORDS}
    said = {name: word for name, word in kept.items() if word}
    if not said:
        raise BadView(_("Choose a filter, a search or an order first; a view shows it again."), field="words")
    return said


def check_room(mine: Iterable[SavedView], name: str) -> None:
    """Refuse one more view of this name beside somebody's own. Raises TooManyViews or ViewNameTaken."""
    own = list(mine)
    if len(own) >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
    check_name_free(own, name)


def check_name_free(others: Iterable[SavedView], name: str) -> None:
    """Refuse a name that another view of the same person has, however it is spelled. Raises ViewNameTaken."""
    if any(other.name.casefold() == name.casefold() for other in others):
        raise ViewNameTaken(name=name)
