"""Every page and answer of every face that a GET opens, found from the routers and asked for by somebody who may."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kept.faces.api.routers import OPERATIONS
from kept.faces.desk import urls as desk_urls
from kept.faces.desk.routing import RULES as DESK_RULES
from kept.faces.shop.urls import urlpatterns as shop_urls
from kept.messages.models import Message
from kept.orders.actions.replace_link import replace_link
from kept.stores.models import Staff
from tests.rig.factory import a_person, a_product, an_actor
from tests.rig.program import Program
from tests.rig.store_world import World
from tests.rig.visitor import take

Pages = dict[str, Callable[[], Any]]

# Asked for as people do, while they look for something.
ASKED = {
    "change_product": "?add_words=tulip",
    "customer_merge": "?q=anna",
    "new_find": "?find=tulip",
    "new_people": "?who=anna",
}
# Files that lie on a disk.
FILES = {"media", "logo"}


def api(world: World) -> Pages:
    """Every GET of the API."""
    till = Program(world.store)
    things = {**world.ids, "version": 1}
    return {
        f"GET {path}": partial(till.get, path.format(**things))
        for method, path in OPERATIONS
        if method == "GET"
    }


def desk(world: World) -> Pages:
    """Every page of the desk, for somebody with one store; Mia, who has more of them, is asked which."""
    mia, person = Client(), Client()
    mia.force_login(Staff.objects.get(pk=world.ids["staff_id"]).user)
    person.force_login(a_person(world.store)[0])
    message = Message.objects.filter(order_id=world.order.pk).earliest("pk")
    things = {**world.ids, "slug": "wren", "version": 1, "message_id": message.pk}
    pages = {
        route.name: partial(person.get, address("desk", route, things) + ASKED.get(route.name, ""))
        for route in desk_urls.urlpatterns
        if route.name in DESK_RULES and DESK_RULES[route.name].look
    }
    return {**pages, "home": partial(mia.get, reverse("desk:home"))}


def shop(world: World) -> Pages:
    """Every page of the shop and of the customer's order."""
    client = Client()
    take(client, world.store, a_product(world.store))
    _order, token = replace_link(actor=an_actor(world.store), number=world.order.number, now=timezone.now())
    things = {"slug": "wren", "product": world.variant.product.slug, "token": token, "version": 1}
    return {
        route.name: partial(client.get, address("shop", route, things))
        for route in shop_urls
        if route.name not in FILES
    }


def address(face: str, route: Any, things: dict[str, Any]) -> str:
    """The route's address. A part that no test knows is a KeyError: say in `things` what it names."""
    return reverse(f"{face}:{route.name}", kwargs={name: things[name] for name in route.pattern.converters})
