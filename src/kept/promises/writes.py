"""The rows of a fulfilment method: the package's own write module, used by its actions inside their transaction."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kept.kit.money import LARGEST
from kept.kit.refusals import NotFound
from kept.kit.text import one_line
from kept.kit.transactions import require_transaction
from kept.payments.methods import methods
from kept.promises.fulfilment import policies
from kept.promises.inputs import FulfilmentMethodInput
from kept.promises.models import FulfilmentMethod
from kept.promises.refusals import BadSchedule, FulfilmentMethodTaken
from kept.stores.actor import Actor
from kept.stores.locks import lock_store

LONGEST_ROAD_DAYS = 365


def lock_fulfilment_method(actor: Actor, fulfilment_method_id: int) -> FulfilmentMethod:
    """Return a fulfilment method of the actor's store; the store is locked, so that methods change one after another.

    Raises NotFound.
    """
    require_transaction()
    lock_store(actor)
    method = FulfilmentMethod.objects.filter(store_id=actor.store_id, pk=fulfilment_method_id).first()
    if method is None:
        raise NotFound
    return method


def fill_fulfilment_method(method: FulfilmentMethod, method_input: FulfilmentMethodInput) -> list[str]:
    """Fill a fulfilment method from an input, without saving. Returns the names of the fields that are different.

    Raises BadSchedule or FulfilmentMethodTaken.
    """
    values = _checked(method_input)
    code = slugify(method_input.code)[:40] or method.code or slugify(values["name"])[:40] or method_input.kind
    if FulfilmentMethod.objects.filter(store_id=method.store_id, code=code).exclude(pk=method.pk).exists():
        raise FulfilmentMethodTaken(wanted=code, field="code")
    values["code"] = code
    changed = [name for name, value in values.items() if getattr(method, name) != value]
    for name in changed:
        setattr(method, name, values[name])
    return changed


def _checked(method_input: FulfilmentMethodInput) -> dict[str, Any]:
    name = one_line(method_input.name, 80, "name")
    if not name:
        raise BadSchedule(_("A fulfilment method needs a name that customers understand."), field="name")
    if method_input.kind not in policies():
        raise BadSchedule(_("Choose one from the list."), field="kind")
    if not 0 <= method_input.fee <= LARGEST:
        raise BadSchedule(_("A fee is not below zero."), field="fee")
    if not 0 <= (method_input.free_from or 0) <= LARGEST:
        raise BadSchedule(_("A fee is not below zero."), field="free_from")
    if not 0 <= method_input.days_least <= method_input.days_most <= LONGEST_ROAD_DAYS:
        raise BadSchedule(_("The longest delivery time cannot be less than the shortest."), field="days_most")
    if not set(method_input.leaves_on) <= set(range(7)):
        raise BadSchedule(_("Choose weekdays."), field="leaves_on")
    if not method_input.pay_by:
        raise BadSchedule(
            _("Choose at least one payment method, or nobody can order with it."), field="pay_by"
        )
    if not set(method_input.pay_by) <= methods().keys():
        raise BadSchedule(_("Choose payment methods from the list."), field="pay_by")
    return {
        "kind": method_input.kind,
        "name": name,
        "words": one_line(method_input.words, 240, "words"),
        "fee": method_input.fee,
        "free_from": method_input.free_from,
        "days_least": method_input.days_least,
        "days_most": method_input.days_most,
        "cut_off": method_input.cut_off,
        "leaves_on": sorted(set(method_input.leaves_on)),
        "asks_time": method_input.asks_time,
        "pay_by": list(dict.fromkeys(method_input.pay_by)),
    }
