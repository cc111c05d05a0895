"""The desk's navigation, in its order. `here` of a page is the route of its entry."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry: ui/nav.py explains the fields. Shown to those who may look at the route."""

    route: str
    label: str | Promise
    icon: str
    keys: str = ""
    main: bool = False
    more: bool = False
    short: str | Promise = ""
    bare: bool = False


NAVIGATION: tuple[NavEntry, ...] = (
    NavEntry("board", _("Board"), "board", "g b"),
    NavEntry("orders", _("Orders"), "ticket", "g o"),
    NavEntry(
        "new", _("New order"), "plus", "n", main=True, short=pgettext_lazy("navigation, short", "New order")
    ),
    NavEntry("products", _("Products"), "tag", "g p"),
    NavEntry("stock", _("Stock"), "stock", "g s"),
    NavEntry("customers", _("Customers"), "customers", "g c", more=True),
    NavEntry("settings", _("Settings"), "settings", "g t", more=True),
    NavEntry("findings", _("Needs attention"), "bell", "g a", more=True, bare=True),
)
