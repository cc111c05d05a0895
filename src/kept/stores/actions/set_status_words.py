"""Let a store call the statuses of an order by its own words, in each of its languages (C2)."""

from collections.abc import Mapping
from datetime import datetime

from kept.journal.record import record
from kept.kit.text import one_line
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import StoreChanged
from kept.stores.locks import lock_store
from kept.stores.models import Store
from kept.stores.roles import May
from kept.stores.writes import save_settings

LONGEST_WORD = 40
MOST_STATUSES = 20


def set_status_words(*, actor: Actor, words: Mapping[str, Mapping[str, str]], now: datetime) -> Store:
    """Set the store's names for statuses: language → status → word. Without one, Kept's own is used. Raises Invalid."""
    actor.require(May.WRITE_SETTINGS)
    with durable():
        store = lock_store(actor)
        cleaned = {
            language: {
                status: one_line(word, LONGEST_WORD, f"{language}.{status}")
                for status, word in list(by_status.items())[:MOST_STATUSES]
                if word.strip()
            }
            for language, by_status in words.items()
            if language in store.languages
        }
        status_words = {language: by_status for language, by_status in cleaned.items() if by_status}
        changed = save_settings(store, {"status_words": status_words})
        if changed:
            record(StoreChanged(changed=changed), actor=actor, now=now, subject=store)
    return store
