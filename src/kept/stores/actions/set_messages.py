"""Set which messages are sent, and how long quick edits are gathered into one (C3)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import StoreChanged
from kept.stores.locks import lock_store
from kept.stores.models import LONGEST_BURST_SECONDS, Store
from kept.stores.refusals import BadStore
from kept.stores.roles import May
from kept.stores.writes import save_settings

MOST_KINDS = 40


def set_messages(*, actor: Actor, off: Iterable[str], burst_seconds: int, now: datetime) -> Store:
    """Set the kinds of messages that are not sent (`off`, messages.MessageKind). Confirmations are always sent.

    `burst_seconds`: how long a status message is delayed, so that a step can be undone and several become one message.
    Raises BadStore when it is too long.
    """
    actor.require(May.WRITE_SETTINGS)
    if not 0 <= burst_seconds <= LONGEST_BURST_SECONDS:
        raise BadStore(
            _("Between 0 and %(most)s seconds."), field="burst_seconds", most=LONGEST_BURST_SECONDS
        )
    fields = {
        "messages_off": sorted({kind[:20] for kind in off})[:MOST_KINDS],
        "burst_seconds": burst_seconds,
    }
    with durable():
        store = lock_store(actor)
        changed = save_settings(store, fields)
        if changed:
            record(StoreChanged(changed=changed), actor=actor, now=now, subject=store)
    return store
