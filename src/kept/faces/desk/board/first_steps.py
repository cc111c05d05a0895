"""The steps between a new store and its first order, for the board that is still empty (H1)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.catalog.queries import products_of
from kept.faces.desk.routing import Desk
from kept.promises.schedule import schedule_of


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `url` is the page on which to do it, "" where this person may not."""

    text: str
    is_done: bool
    url: str


def first_steps(desk: Desk) -> list[Step]:
    """Return all steps in the order in which they are best done; [] when every one is done."""
    steps = [
        Step(_("Set up delivery and pickup"), bool(schedule_of(desk.store).methods),
             _url_if_allowed(desk, "settings_fulfilment_method_new")),
        Step(_("Add your first product"), products_of(desk.actor, offered=True).exists(),
             _url_if_allowed(desk, "product_new")),
        Step(_("Open the shop for orders"), desk.store.open_for_orders, _url_if_allowed(desk, "settings")),
    ]  # fmt: skip
    return steps if any(not step.is_done for step in steps) else []


def _url_if_allowed(desk: Desk, route: str) -> str:
    return desk.url(route) if desk.may_act(route) else ""
