"""Let a store call the statuses of an order by its own words, in each of its languages (C2)."""

from collections.abc import Mapping
from datetime import datetime

from kept.kit.text import one_line
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.locks import lock_store
from kept.stores.models import Store
from kept.stores.roles import May
from kept.stores.writes import put_settings

LONGEST_WORD = 40
MOST_STATUSES = 20


def set_status_words(*, actor: Actor, words: Mapping[str, Mapping[str, str]], now: datetime) -> Store:
    """`words`: status → language → word. Where there is none, Kept's own is used. Raises Invalid."""
    actor.require(May.WRITE_SETTINGS)
    with durable():
        store = lock_store(actor)
        tidy = {
            status: {
                language: one_line(word, LONGEST_WORD, f"{status}.{language}")
                for language, word in by_language.items()
                if language in store.languages and word.strip()
            }
            for status, by_language in list(words.items())[:MOST_STATUSES]
        }
        wanted = {status: by_language for status, by_language in tidy.items() if by_language}
        put_settings(store, {"status_words": wanted}, actor=actor, now=now)
    return store
