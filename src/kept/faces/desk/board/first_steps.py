"""What stands between a new store and its first order, for the board that is still empty (H1)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.catalog.queries import products_of
from kept.faces.desk.routing import Desk
from kept.promises.schedule import schedule_of


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `url` leads there, "" where this person may not do it."""

    text: str
    is_done: bool
    url: str


def first_steps(desk: Desk) -> list[Step]:
    """All of them, in the order in which they are best done; none when every one is done."""
    steps = [
        Step(_("Set up delivery and pickup"), bool(schedule_of(desk.store).methods),
             _door(desk, "settings_fulfilment_method_new")),
        Step(_("Add your first product"), products_of(desk.actor, offered=True).exists(),
             _door(desk, "product_new")),
        Step(_("Open the shop for orders"), desk.store.open_for_orders, _door(desk, "settings")),
    ]  # fmt: skip
    return steps if any(not step.is_done for step in steps) else []


def _door(desk: Desk, route: str) -> str:
    return desk.url(route) if desk.may_act(route) else ""
