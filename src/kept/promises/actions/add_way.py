"""Offer one more way in which orders reach customers (C5)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.promises.asked import MOST_WAYS, WayAsked
from kept.promises.events import WayAdded
from kept.promises.models import Way
from kept.promises.refusals import BadRhythm
from kept.promises.writes import put_way
from kept.stores.actor import Actor
from kept.stores.locks import lock_store
from kept.stores.roles import May
from kept.stores.writes import raise_revision


def add_way(*, actor: Actor, asked: WayAsked, now: datetime) -> Way:
    """Add the way at the end of the list. Raises BadRhythm or WayTaken."""
    actor.require(May.WRITE_SETTINGS)
    with durable():
        lock_store(actor)
        count = Way.objects.filter(store_id=actor.store_id).count()
        if count >= MOST_WAYS:
            raise BadRhythm(_("A store has at most %(most)s ways."), most=MOST_WAYS, field="name")
        way = Way(store_id=actor.store_id, position=count)
        put_way(way, asked)
        way.save()
        raise_revision(actor.store_id)
        record(WayAdded(way_id=way.pk, code=way.code), actor=actor, now=now, subject=way)
    return way
