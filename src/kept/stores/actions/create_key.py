"""Create an API key (H4)."""

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

# Every key begins with it, so that a leaked one is recognised wherever it turns up.
PREFIX = "kept_"
# The characters of a key that are stored readable, so that people can tell keys apart.
_READABLE = len(PREFIX) + 6
MOST_KEYS = 100


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key and its secret (`kept_…`), which is known at this moment only: its hash is stored."""

    key: ApiKey
    secret: str


def create_key(*, actor: Actor, name: str, scopes: Iterable[str], now: datetime) -> NewKey:
    """Create a key with these scopes (values of May).

    Raises BadStore for a name or scope that cannot be used, and NotAllowed for a scope that the actor does not have:
    nobody gives away more than they have.
    """
    actor.require(May.MANAGE_KEYS)
    clean_name = one_line(name, 120, "name")
    if not clean_name:
        raise BadStore(_("Give the key a name, so that you know later which program has it."), field="name")
    names = sorted(set(scopes))
    if not names or not set(names) <= {scope.value for scope in SCOPES}:
        raise BadStore(_("Choose what the key may do."), field="scopes")
    if not actor.may(*(May(scope) for scope in names)):
        raise NotAllowed
    secret = PREFIX + new_token()
    with durable():
        store = lock_store(actor)
        if ApiKey.objects.filter(store=store, revoked_at=None).count() >= MOST_KEYS:
            raise BadStore(_("There are many keys already. Revoke one that nobody uses."), field="name")
        key = ApiKey.objects.create(
            store=store,
            name=clean_name,
            prefix=secret[:_READABLE],
            key_hash=hash_token(secret),
            scopes=names,
            created_by=actor.name[:120],
            created_at=now,
        )
        record(
            KeyCreated(key_id=key.pk, key_name=clean_name, scopes=names), actor=actor, now=now, subject=store
        )
    return NewKey(key, secret)
