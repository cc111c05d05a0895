"""The places of the desk's navigation, in their order. `here` of a page is the route of its place."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: ui/nav.py explains the fields. Shown to those who may look at the route."""

    route: str
    label: str | Promise
    icon: str
    keys: str = ""
    main: bool = False
    more: bool = False
    short: str | Promise = ""
    bare: bool = False


PLACES: tuple[Place, ...] = (
    Place("board", _("Board"), "board", "g b"),
    Place("orders", _("Orders"), "ticket", "g o"),
    Place(
        "new", _("New order"), "plus", "n", main=True, short=pgettext_lazy("navigation, short", "New order")
    ),
    Place("products", _("Products"), "tag", "g p"),
    Place("stock", _("Stock"), "stock", "g s"),
    Place("customers", _("Customers"), "customers", "g c", more=True),
    Place("settings", _("Settings"), "settings", "g t", more=True),
    Place("findings", _("Needs attention"), "bell", "g a", more=True, bare=True),
)
