"""Find orders by what somebody says: a number, a name, an e-mail address, a phone number, an article (C1).

Every search begins with something that an index holds. Only a word in the middle of a name is looked for
one by one, and only among the newest orders.
"""

from django.db import connection
from django.db.models import F, Q, QuerySet

from kept.catalog.models import Variant
from kept.customers.identities import phone_identity, phone_prefix
from kept.customers.models import Identity
from kept.kit.refusals import Invalid
from kept.kit.text import whole_number
from kept.orders.models import Line, Order
from kept.orders.queries import reachable
from kept.stores.actor import Actor

MOST_FOUND = 50
LOOKED_THROUGH = 5000
LONGEST = 160
_HIGHEST = "\U0010ffff"


def find_orders(actor: Actor, words: str, *, country: str) -> list[Order]:
    """Return the newest orders that match `words`, at most MOST_FOUND. Phone numbers are read as those of `country`."""
    text = " ".join(words.split())[:LONGEST]
    if not text:
        return []
    orders = reachable(actor)
    orders_by_id: dict[int, Order] = {}
    for query in _queries(actor, orders, text, country):
        # Sorted after they are found: "+ 0" keeps the database from walking the newest orders to find them.
        orders_by_id |= {order.pk: order for order in query.order_by((F("pk") + 0).desc())[:MOST_FOUND]}
        if len(orders_by_id) >= MOST_FOUND:
            break
    return sorted(orders_by_id.values(), key=lambda order: order.number, reverse=True)[:MOST_FOUND]


def _queries(actor: Actor, orders: QuerySet[Order], text: str, country: str) -> "list[QuerySet[Order]]":
    digits = text.lstrip("#")
    number = whole_number(digits)
    if number is not None:
        queries = [orders.filter(number=number), _by_phone(actor, orders, text, country)]
    elif "@" in text:
        queries = [_by_identity(actor, orders, Identity.Kind.EMAIL, text.lower())]
    elif text.startswith("+") or sum(character.isdigit() for character in text) > len(text) // 2:
        queries = [_by_phone(actor, orders, text, country)]
    else:
        queries = [orders.filter(_name(text)), _with_word(orders, text)]
        queries.append(_by_identity(actor, orders, Identity.Kind.EMAIL, text.lower()))
    return [*queries, _by_article(actor, orders, text)]


def _name(text: str) -> Q:
    """Match a name in any spelling: nobody types capitals into a search box."""
    spellings = {text, text.title(), text.capitalize()}
    condition = Q()
    for spelling in sorted(spellings):
        condition |= _begins("customer_name", spelling)
    return condition


def _with_word(orders: QuerySet[Order], text: str) -> QuerySet[Order]:
    newest = orders.order_by("-number").values("pk")[:LOOKED_THROUGH]
    return orders.filter(pk__in=newest, customer_name__icontains=text)


def _by_identity(actor: Actor, orders: QuerySet[Order], kind: str, value: str) -> QuerySet[Order]:
    identities = Identity.objects.filter(_begins("value", value), store_id=actor.store_id, kind=kind)
    return orders.filter(customer__in=identities.values("customer_id")[:MOST_FOUND])


def _by_phone(actor: Actor, orders: QuerySet[Order], text: str, country: str) -> QuerySet[Order]:
    try:
        value = phone_identity(text, country)
    except Invalid:
        value = phone_prefix(text, country)
    return _by_identity(actor, orders, Identity.Kind.PHONE, value)


def _by_article(actor: Actor, orders: QuerySet[Order], text: str) -> QuerySet[Order]:
    variants = Variant.objects.filter(store_id=actor.store_id, sku__in={text, text.upper()})
    lines = Line.objects.filter(variant__in=variants, quantity__gt=0).order_by("-pk")
    return orders.filter(pk__in=lines.values("order_id")[:MOST_FOUND])


def _begins(field: str, start: str) -> Q:
    """Match what begins with `start`, in the form that each database answers from its index."""
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": start, f"{field}__lt": start + _HIGHEST})
    return Q(**{f"{field}__startswith": start})
