"""The rows of a way: the package's own write module, used by its actions inside their transaction."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kept.kit.money import LARGEST
from kept.kit.refusals import NotFound
from kept.kit.text import one_line
from kept.kit.transactions import require_transaction
from kept.payments.methods import methods
from kept.promises.asked import WayAsked
from kept.promises.fulfilment import policies
from kept.promises.models import Way
from kept.promises.refusals import BadRhythm, WayTaken
from kept.stores.actor import Actor
from kept.stores.locks import lock_store

LONGEST_ROAD_DAYS = 365


def lock_way(actor: Actor, way_id: int) -> Way:
    """A way of the actor's store; the store is locked, so that ways change one after another.

    Raises NotFound.
    """
    require_transaction()
    lock_store(actor)
    way = Way.objects.filter(store_id=actor.store_id, pk=way_id).first()
    if way is None:
        raise NotFound
    return way


def put_way(way: Way, asked: WayAsked) -> list[str]:
    """Put what was asked on the way, without saving. Returns what is different.

    Raises BadRhythm or WayTaken.
    """
    wanted = _checked(asked)
    code = slugify(asked.code)[:40] or way.code or slugify(wanted["name"])[:40] or asked.kind
    if Way.objects.filter(store_id=way.store_id, code=code).exclude(pk=way.pk).exists():
        raise WayTaken(wanted=code, field="code")
    wanted["code"] = code
    changed = [name for name, value in wanted.items() if getattr(way, name) != value]
    for name in changed:
        setattr(way, name, wanted[name])
    return changed


def _checked(asked: WayAsked) -> dict[str, Any]:
    name = one_line(asked.name, 80, "name")
    if not name:
        raise BadRhythm(_("A way needs a name that customers understand."), field="name")
    if asked.kind not in policies():
        raise BadRhythm(_("Choose one from the list."), field="kind")
    if not 0 <= asked.fee <= LARGEST or not 0 <= (asked.free_from or 0) <= LARGEST:
        raise BadRhythm(_("A fee is not below zero."), field="fee")
    if not 0 <= asked.days_least <= asked.days_most <= LONGEST_ROAD_DAYS:
        raise BadRhythm(_("The most days on the road are not fewer than the least."), field="days_most")
    if not set(asked.leaves_on) <= set(range(7)):
        raise BadRhythm(_("Choose weekdays."), field="leaves_on")
    if not asked.pay_by:
        raise BadRhythm(_("Choose at least one way of paying, or nobody can order this way."), field="pay_by")
    if not set(asked.pay_by) <= methods().keys():
        raise BadRhythm(_("Choose ways of paying from the list."), field="pay_by")
    return {
        "kind": asked.kind,
        "name": name,
        "words": one_line(asked.words, 240, "words"),
        "fee": asked.fee,
        "free_from": asked.free_from,
        "days_least": asked.days_least,
        "days_most": asked.days_most,
        "cut_off": asked.cut_off,
        "leaves_on": sorted(set(asked.leaves_on)),
        "asks_time": asked.asks_time,
        "pay_by": list(dict.fromkeys(asked.pay_by)),
    }
