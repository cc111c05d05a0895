"""A store with something of everything that its lists and settings show, and the addresses of all of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from kept.catalog.models import Option, OptionGroup, Variant
from kept.customers.actions.merge_customers import merge_customers
from kept.customers.models import Customer
from kept.faces.desk import urls
from kept.faces.desk.routing import RULES
from kept.orders.models import Order
from kept.promises.actions.add_closure import add_closure
from kept.stores.actions.create_key import create_key
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.models import Staff, Store
from kept.webhooks.models import Endpoint
from tests.rig.factory import a_person, a_product, a_store, an_actor, an_order
from tests.rig.findings import find, message_of

STORE_ROUTES = [
    route
    for subject in (urls.account, urls.new_order, urls.catalog, urls.stock, urls.customers, urls.settings)
    for route in subject.urlpatterns
]


@dataclass
class World:
    """One store, and one of each thing in it."""

    store: Store
    variant: Variant
    order: Order
    customer: Customer
    ids: dict[str, int]

    def url(self, route: str, slug: str = "") -> str:
        """The address of a route, with this world's own ids where it takes one."""
        (pattern,) = [one for one in STORE_ROUTES if one.name == route]
        wanted = [name for name in pattern.pattern.converters if name != "slug"]
        args: dict[str, Any] = {name: self.ids[name] for name in wanted}
        return reverse(f"desk:{route}", kwargs={"slug": slug or self.store.slug, **args})


def a_world(**fields: Any) -> World:
    """A florist with a question, stock, an order, a day off, an invitation, a key and an endpoint."""
    store = a_store(**fields)
    owner = an_actor(store)
    variant = a_product(store, "<b>Roses</b> & ivy", stock=40)
    group = OptionGroup.objects.create(store=store, product=variant.product, name="Vase?", least=0, most=1)
    Option.objects.create(store=store, group=group, name="Glass", price_difference=1200)
    order = an_order(store, variant).order
    user, _ = a_person(store)
    add_closure(
        actor=owner, day=timezone.now().date() + timedelta(days=60_000), reason="Holiday", now=timezone.now()
    )
    invited = invite_staff(actor=owner, email="jo@example.com", role="support", now=timezone.now())
    key = create_key(actor=owner, name="till", scopes=["orders:read"], now=timezone.now()).key
    endpoint = Endpoint.objects.create(
        store=store, url="https://hooks.example/x", sealed_secret="x", created_at=timezone.now()
    )
    ids = {
        "number": order.number,
        "product_id": variant.product_id,
        "variant_id": variant.pk,
        "customer_id": order.customer_id,
        "merged_id": _merged_into(order.customer),
        "fulfilment_method_id": store.fulfilment_methods.get(code="post").pk,
        "staff_id": Staff.objects.get(user=user).pk,
        "invitation_id": invited.invitation.pk,
        "key_id": key.pk,
        "endpoint_id": endpoint.pk,
        "finding_id": find(message_of(order)).pk,
    }
    return World(store, variant, order, order.customer, ids)


def _merged_into(customer: Customer) -> int:
    merged = Customer.objects.create(store=customer.store, name="Anna B.", created_at=timezone.now())
    merge_customers(
        actor=an_actor(customer.store), customer_id=customer.pk, merged_id=merged.pk, now=timezone.now()
    )
    return merged.pk


ROUTES = [one.name for one in STORE_ROUTES if one.name in RULES]
