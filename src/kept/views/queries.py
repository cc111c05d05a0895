"""Reads: the views that somebody has."""

import json
from typing import NamedTuple

from kept.kit import rows
from kept.stores.actor import Actor, Kind
from kept.stores.roles import May

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
    """Return the views that this person has in their store: their own first, then what others share. One statement."""
    if actor.kind != Kind.STAFF or not actor.may(May.READ_ORDERS):
        return []
    records = rows.fetch(
        "SELECT v.id, v.name, v.words, v.shared, v.owner_id, d.id FROM saved_view v "
        "LEFT JOIN default_view d ON d.view_id = v.id AND d.person_id = %s "
        "WHERE v.store_id = %s AND v.removed_at IS NULL AND (v.owner_id = %s OR v.shared) "
        "ORDER BY CASE WHEN v.owner_id = %s THEN 0 ELSE 1 END, v.id LIMIT %s",
        [actor.id, actor.store_id, actor.id, actor.id, MOST_SHOWN],
    )
    return [
        View(pk, name, json.loads(words), bool(shared), owner == actor.id, default is not None)
        for pk, name, words, shared, owner, default in records
    ]
