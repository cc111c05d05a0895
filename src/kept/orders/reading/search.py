"""Find orders by what somebody says: a number, a name, an e-mail address, a phone number, an article (C1).

Every way is the beginning of something that an index holds. Only a word in the middle of a name is looked for
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
    """The newest orders that fit `words`, at most MOST_FOUND. `country` is how a phone number is read."""
    said = " ".join(words.split())[:LONGEST]
    if not said:
        return []
    orders = reachable(actor)
    found: dict[int, Order] = {}
    for some in _ways(actor, orders, said, country):
        # Sorted after they are found: "+ 0" keeps the database from walking the newest orders to find them.
        found |= {order.pk: order for order in some.order_by((F("pk") + 0).desc())[:MOST_FOUND]}
        if len(found) >= MOST_FOUND:
            break
    return sorted(found.values(), key=lambda order: order.number, reverse=True)[:MOST_FOUND]


def _ways(actor: Actor, orders: QuerySet[Order], said: str, country: str) -> "list[QuerySet[Order]]":
    digits = said.lstrip("#")
    number = whole_number(digits)
    if number is not None:
        ways = [orders.filter(number=number), _by_phone(actor, orders, said, country)]
    elif "@" in said:
        ways = [_by_identity(actor, orders, Identity.Kind.EMAIL, said.lower())]
    elif said.startswith("+") or sum(character.isdigit() for character in said) > len(said) // 2:
        ways = [_by_phone(actor, orders, said, country)]
    else:
        ways = [orders.filter(_name(said)), _with_word(orders, said)]
        ways.append(_by_identity(actor, orders, Identity.Kind.EMAIL, said.lower()))
    return [*ways, _by_article(actor, orders, said)]


def _name(said: str) -> Q:
    """Nobody types capitals into a search box; names have them."""
    spellings = {said, said.title(), said.capitalize()}
    found = Q()
    for spelling in sorted(spellings):
        found |= _begins("customer_name", spelling)
    return found


def _with_word(orders: QuerySet[Order], said: str) -> QuerySet[Order]:
    newest = orders.order_by("-number").values("pk")[:LOOKED_THROUGH]
    return orders.filter(pk__in=newest, customer_name__icontains=said)


def _by_identity(actor: Actor, orders: QuerySet[Order], kind: str, value: str) -> QuerySet[Order]:
    known = Identity.objects.filter(_begins("value", value), store_id=actor.store_id, kind=kind)
    return orders.filter(customer__in=known.values("customer_id")[:MOST_FOUND])


def _by_phone(actor: Actor, orders: QuerySet[Order], said: str, country: str) -> QuerySet[Order]:
    try:
        value = phone_identity(said, country)
    except Invalid:
        value = phone_prefix(said, country)
    return _by_identity(actor, orders, Identity.Kind.PHONE, value)


def _by_article(actor: Actor, orders: QuerySet[Order], said: str) -> QuerySet[Order]:
    variants = Variant.objects.filter(store_id=actor.store_id, sku__in={said, said.upper()})
    lines = Line.objects.filter(variant__in=variants, quantity__gt=0).order_by("-pk")
    return orders.filter(pk__in=lines.values("order_id")[:MOST_FOUND])


def _begins(field: str, start: str) -> Q:
    """`field` begins with `start`, in the way that each database answers from its index."""
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": start, f"{field}__lt": start + _HIGHEST})
    return Q(**{f"{field}__startswith": start})
