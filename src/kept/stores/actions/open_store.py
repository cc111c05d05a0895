"""Open a new store, with its first owner (H7)."""

from datetime import datetime

from django.db import IntegrityError
from django.utils.text import slugify

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.events import StoreOpened
from kept.stores.inputs import StoreInput
from kept.stores.models import Staff, Store, User
from kept.stores.queries import has_unproven_address, staff_actor
from kept.stores.refusals import AddressTaken, AddressUnproven, BadStore
from kept.stores.roles import Role
from kept.stores.writes import checked_details

# First words of Kept's own addresses.
_RESERVED = frozenset({"accounts", "api", "desk", "join", "mailbox", "new", "static", "media"})


def open_store(*, owner: User, slug: str, details: StoreInput, now: datetime) -> Store:
    """Create the store with `owner` as its first staff member. There is no actor before there is a store.

    An owner who is not saved yet is saved together with the store, or not at all. `slug` is the store's address in
    the shop; with "" it is derived from the name. Raises BadStore, AddressTaken or AddressUnproven.
    """
    fields = checked_details(Store(), details)
    address = slugify(slug or details.name)[:60].strip("-")
    if not address or address in _RESERVED:
        raise BadStore(field="slug")
    try:
        with durable():
            if not owner.pk:
                owner.save()
            elif has_unproven_address(owner):
                raise AddressUnproven
            store = Store.objects.create(slug=address, created_at=now, **fields)
            member = Staff.objects.create(store=store, user=owner, role=Role.OWNER, joined_at=now)
            record(
                StoreOpened(store_name=store.name), actor=staff_actor(member, owner), now=now, subject=store
            )
    except IntegrityError as error:
        raise AddressTaken(field="slug") from error
    return store
