"""Reads that several operations answer with, each with its ETag."""

from collections.abc import Iterable

from django.utils import timezone

from kept.catalog.models import Variant
from kept.catalog.queries import product_for
from kept.customers.models import Address, Customer, Identity
from kept.faces.api.replies import etag
from kept.faces.api.rules import SEES_MONEY
from kept.faces.api.shapes import order as order_shape
from kept.faces.api.shapes import shelf as shape
from kept.faces.api.shapes.order import Plain
from kept.findings.queries import count_of_order
from kept.orders.models import Order
from kept.payments.models import Account
from kept.stock.models import Level
from kept.stock.queries import level_for
from kept.stores.actor import Actor

_MOST_ADDRESSES = 20


def whole_order(actor: Actor, row: Order) -> tuple[Plain, str]:
    """An order as it stands, as far as the actor may see it."""
    account, findings = Account.objects.get(order_id=row.pk), open_findings(actor, row)
    body = order_shape.order_in_full(row, account, money=actor.may(SEES_MONEY), findings=findings)
    return body, order_tag(actor, row, account.received, findings=findings)


def order_tag(actor: Actor, row: Order, received: int | None = None, *, findings: int | None = None) -> str:
    """The ETag of an order: its revision, what came in for whoever may read it, and how many findings are open, if any.

    So a payment and a finding are seen by who reads and hinder nobody who works. `received` and `findings`: where the
    caller has read them already.
    """
    beside: list[int] = []
    if actor.may(SEES_MONEY):
        known = Account.objects.values_list("received", flat=True)
        beside.append(known.get(order_id=row.pk) if received is None else received)
    count = open_findings(actor, row) if findings is None else findings
    return etag(row, *beside, *([count] if count else []))


def open_findings(actor: Actor, row: Order) -> int:
    """How many of the order's findings are open now, of those that the actor may read."""
    return count_of_order(actor, row.pk, timezone.now())


def whole_product(actor: Actor, product_id: int) -> tuple[Plain, str]:
    """A product with its variants, questions and what is left of them. Raises NotFound."""
    row = product_for(actor, product_id)
    left = levels_of(each.pk for each in row.variants.all())
    # Each of them only grows, so their sum is another one as soon as one is.
    return shape.product_in_full(row, left), etag(row, sum(level.revision for level in left.values()))


def whole_variant(row: Variant) -> tuple[Plain, str]:
    """A variant and how many are left."""
    left = levels_of([row.pk])
    return shape.variant(row, left), etag(row, left[row.pk].revision if left else 0)


def whole_level(actor: Actor, variant_id: int) -> tuple[Plain, str]:
    """How many of a variant can still be promised. Raises NotFound."""
    row = level_for(actor, variant_id)
    return shape.level(row), etag(row, row.variant.revision)


def whole_customer(row: Customer) -> tuple[Plain, str]:
    """A customer with every way they are known by and the addresses they used."""
    identities = list(Identity.objects.filter(customer=row).order_by("kind", "id"))
    addresses = list(Address.objects.filter(customer=row).order_by("-last_used_at")[:_MOST_ADDRESSES])
    return shape.customer_in_full(row, identities, addresses), etag(row)


def levels_of(variant_ids: Iterable[int]) -> dict[int, Level]:
    """Variant id → its level, where there is one."""
    return {level.pk: level for level in Level.objects.filter(variant_id__in=list(variant_ids))}
