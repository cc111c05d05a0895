"""The context processor of the desk: navigation, stores, account and unsent messages around every page."""

from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from kept.faces.desk.navigation import NAVIGATION
from kept.faces.desk.routing import Desk
from kept.faces.ui.nav import NavItem, StoreLink
from kept.findings.queries import count_open
from kept.messages.queries import Backlog, backlog
from kept.stores.models import Store, User
from kept.stores.queries import stores_of


def desk_context(request: HttpRequest) -> dict[str, Any]:
    """Return what `kept/desk_base.html` draws around a page of the desk; read only where it is drawn."""
    desk: Desk | None = getattr(request, "desk", None)
    if desk is None:
        return {}
    user = cast("User", request.user)
    return {
        "desk": desk,
        "store": desk.store.name,
        "stores": SimpleLazyObject(lambda: _store_links(user, desk.store)),
        "nav": SimpleLazyObject(lambda: _nav_items(desk)),
        "unsent": SimpleLazyObject(lambda: unsent_messages(desk)),
        "unsent_url": desk.url("waiting"),
        "home_url": desk.url("start"),
        "search_url": desk.url("orders"),
        "account_name": user.name or user.email,
        "account_role": desk.role,
        "account_links": [
            {"label": _("Sign-in address"), "url": reverse("account_email")},
            {"label": _("Password"), "url": reverse("account_change_password")},
            {"label": _("Second factor"), "url": reverse("mfa_index")},
        ],
        "sign_out_url": reverse("account_logout"),
        "brand_url": desk.url("brand", v=desk.store.revision),
    }


def unsent_messages(desk: Desk) -> Backlog | None:
    """Return the store's messages that should have left and have not, if there are any."""
    unsent = backlog(timezone.now(), store_id=desk.store.pk)
    return unsent if unsent.count else None


def _store_links(user: User, current: Store) -> list[StoreLink]:
    return [
        StoreLink(store.name, reverse("desk:start", args=[store.slug]), current=store.pk == current.pk)
        for store in stores_of(user)
    ]


def _nav_items(desk: Desk) -> list[NavItem]:
    """Return the entries of the navigation that this person may open."""
    return [
        NavItem(
            key=entry.route, label=str(entry.label), url=desk.url(entry.route), icon=entry.icon,
            keys=entry.keys, main=entry.main, more=entry.more, short=str(entry.short), bare=entry.bare,
            count=count_open(timezone.now(), actor=desk.actor).open if entry.route == "findings" else 0,
        )
        for entry in NAVIGATION
        if desk.may_look(entry.route)
    ]  # fmt: skip
