"""Give a program a key to the store (H4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.refusals import NotAllowed
from kept.kit.text import one_line
from kept.kit.tokens import hash_token, new_token
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import KeyCreated
from kept.stores.locks import lock_store
from kept.stores.models import ApiKey
from kept.stores.refusals import BadStore
from kept.stores.roles import SCOPES, May

# What every key begins with, so that a leaked one is recognised wherever it turns up.
PREFIX = "kept_"
# How much of a key is kept in the clear, for people to tell keys apart.
_SHOWN = len(PREFIX) + 6
MOST_KEYS = 100


@dataclass(frozen=True, slots=True)
class Created:
    """A key and its secret (`kept_…`), which is said this once: only its hash is kept."""

    key: ApiKey
    secret: str


def create_key(*, actor: Actor, name: str, scopes: Iterable[str], now: datetime) -> Created:
    """Make a key that may do what `scopes` say (values of May).

    Raises BadStore for a name or scope that is none, and NotAllowed for a scope the actor does not have:
    nobody gives away more than they hold.
    """
    actor.require(May.MANAGE_KEYS)
    called = one_line(name, 120, "name")
    if not called:
        raise BadStore(_("Give the key a name, so that you know later which program has it."), field="name")
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= {scope.value for scope in SCOPES}:
        raise BadStore(_("Choose what the key may do."), field="scopes")
    if not actor.may(*(May(scope) for scope in wanted)):
        raise NotAllowed
    secret = PREFIX + new_token()
    with durable():
        store = lock_store(actor)
        if ApiKey.objects.filter(store=store, revoked_at=None).count() >= MOST_KEYS:
            raise BadStore(_("There are many keys already. Revoke one that nobody uses."), field="name")
        key = ApiKey.objects.create(
            store=store,
            name=called,
            prefix=secret[:_SHOWN],
            key_hash=hash_token(secret),
            scopes=wanted,
            created_by=actor.name[:120],
            created_at=now,
        )
        record(KeyCreated(key_id=key.pk, key_name=called, scopes=wanted), actor=actor, now=now, subject=store)
    return Created(key, secret)
