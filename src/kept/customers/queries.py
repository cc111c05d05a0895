"""Reads: the customers of the actor's store."""

from django.db.models import Q, QuerySet

from kept.customers.identities import phone_identity, phone_prefix
from kept.customers.models import Customer, Identity, Join, PendingConsent
from kept.kit.refusals import Invalid, NotFound
from kept.stores.actor import Actor
from kept.stores.roles import May


def customers_of(actor: Actor, *, search: str = "", country: str = "") -> QuerySet[Customer]:
    """Return the store's customers, those who ordered last first.

    `search`: the beginning of a name, e-mail address or phone number; a prefix, so that an index answers. `country`:
    whose numbers are meant where a phone number names no country.
    """
    actor.require(May.READ_CUSTOMERS)
    customers = Customer.objects.filter(store_id=actor.store_id, merged_into=None)
    text = " ".join(search.split())[:160]
    if text:
        by_name = Q()
        for spelling in {text, text.title(), text.capitalize(), text.lower()}:
            by_name |= Q(name__startswith=spelling)
        ids = Identity.objects.filter(_identity_matches(text, country), store_id=actor.store_id).values(
            "customer_id"
        )
        customers = customers.filter(by_name | Q(pk__in=ids))
    return customers.order_by("-last_order_at", "-pk")


def customer_for(actor: Actor, customer_id: int) -> Customer:
    """Return a customer; for one that was merged, the one it was merged into.

    Raises NotFound for unknown and foreign alike.
    """
    actor.require(May.READ_CUSTOMERS)
    customer = Customer.objects.filter(store_id=actor.store_id, pk=customer_id).first()
    if customer is None:
        raise NotFound
    return customer_for(actor, customer.merged_into_id) if customer.merged_into_id else customer


def merged_into(customer: Customer) -> list[Customer]:
    """Return who was merged into a customer that was reached, and can be split from them, the newest first."""
    joins = Join.objects.filter(customer=customer, split_at=None, merged__merged_into=customer)
    return [join.merged for join in joins.select_related("merged").order_by("-pk") if join.merged]


def pending_consent(order_id: int) -> PendingConsent | None:
    """Return what was ticked with an order that was reached, and is not confirmed yet."""
    return PendingConsent.objects.filter(order_id=order_id).first()


def _identity_matches(text: str, country: str) -> Q:
    email = Q(kind=Identity.Kind.EMAIL, value__startswith=text.lower())
    digits = "".join(character for character in text if character.isdigit())
    if len(digits) < 3:
        return email
    beginnings = {text.replace(" ", "")}
    try:
        beginnings.add(phone_identity(text, country))
    except Invalid:
        # Part of a number: read it as the beginning of a complete one.
        beginnings.add(phone_prefix(text, country))
    by_phone = Q()
    for beginning in beginnings:
        by_phone |= Q(kind=Identity.Kind.PHONE, value__startswith=beginning)
    return email | by_phone
