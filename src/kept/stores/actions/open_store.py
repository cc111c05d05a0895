"""Open a new store, with its first owner (H7)."""

from datetime import datetime

from django.db import IntegrityError
from django.utils.text import slugify

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.events import StoreOpened
from kept.stores.inputs import StoreInput
from kept.stores.models import Staff, Store, User
from kept.stores.queries import staff_actor
from kept.stores.refusals import AddressTaken, BadStore
from kept.stores.roles import Role
from kept.stores.writes import details

# Words that stand first in addresses of Kept itself.
_RESERVED = frozenset({"accounts", "api", "desk", "join", "mailbox", "new", "static", "media"})


def open_store(*, owner: User, slug: str, asked: StoreInput, now: datetime) -> Store:
    """Make the store and give `owner` their place in it; there is no actor before there is a store.

    An owner who is not saved yet comes to be with the store, or not at all.
    `slug` is its address in the shop, "" to have it from the name. Raises BadStore or AddressTaken.
    """
    wanted = details(Store(), asked)
    address = slugify(slug or asked.name)[:60].strip("-")
    if not address or address in _RESERVED:
        raise BadStore(field="slug")
    try:
        with durable():
            if not owner.pk:
                owner.save()
            store = Store.objects.create(slug=address, created_at=now, **wanted)
            place = Staff.objects.create(store=store, user=owner, role=Role.OWNER, joined_at=now)
            record(
                StoreOpened(store_name=store.name), actor=staff_actor(place, owner), now=now, subject=store
            )
    except IntegrityError as error:
        raise AddressTaken(field="slug") from error
    return store
