"""Reads: the customers of the actor's store, found by what people say on the telephone."""

from django.db.models import Q, QuerySet

from kept.customers.identities import phone_identity, phone_prefix
from kept.customers.models import Customer, Identity
from kept.kit.refusals import Invalid, NotFound
from kept.stores.actor import Actor
from kept.stores.roles import May


def customers_of(actor: Actor, *, words: str = "", country: str = "") -> QuerySet[Customer]:
    """The store's customers, those who ordered last first.

    `words`: the beginning of a name, e-mail or phone number; a prefix, so that an index answers. `country` is
    how a phone number without one is read.
    """
    actor.require(May.READ_CUSTOMERS)
    found = Customer.objects.filter(store_id=actor.store_id, merged_into=None)
    said = " ".join(words.split())[:160]
    if said:
        by_name = Q()
        for spelling in {said, said.title(), said.capitalize(), said.lower()}:
            by_name |= Q(name__startswith=spelling)
        ids = Identity.objects.filter(_identity(said, country), store_id=actor.store_id).values("customer_id")
        found = found.filter(by_name | Q(pk__in=ids))
    return found.order_by("-last_order_at", "-pk")


def customer_for(actor: Actor, customer_id: int) -> Customer:
    """One customer. Raises NotFound for unknown and foreign alike.

    One who was merged leads to the one they are now.
    """
    actor.require(May.READ_CUSTOMERS)
    customer = Customer.objects.filter(store_id=actor.store_id, pk=customer_id).first()
    if customer is None:
        raise NotFound
    return customer_for(actor, customer.merged_into_id) if customer.merged_into_id else customer


def _identity(said: str, country: str) -> Q:
    email = Q(kind=Identity.Kind.EMAIL, value__startswith=said.lower())
    digits = "".join(character for character in said if character.isdigit())
    if len(digits) < 3:
        return email
    starts = {said.replace(" ", "")}
    try:
        starts.add(phone_identity(said, country))
    except Invalid:
        # Half a number: read what is there as the beginning of a whole one.
        starts.add(phone_prefix(said, country))
    by_phone = Q()
    for start in starts:
        by_phone |= Q(kind=Identity.Kind.PHONE, value__startswith=start)
    return email | by_phone
