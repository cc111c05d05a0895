"""Change how a customer is called and reached (G1)."""

from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from kept.customers.events import CustomerChanged
from kept.customers.identities import email_identity, phone_identity
from kept.customers.locks import lock_customers
from kept.customers.models import Customer, Identity
from kept.customers.refusals import IdentityTaken
from kept.journal.record import record
from kept.kit.refusals import Invalid
from kept.kit.text import one_line
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def change_customer(
    *,
    actor: Actor,
    customer_id: int,
    name: str,
    email: str,
    phone: str,
    language: str = "",
    now: datetime,
) -> Customer:
    """Put the customer's name, e-mail address and phone number right; `language` "" keeps theirs.

    The new address or number is theirs from now on and the replaced one is not. Agreed orders keep what they
    say. Raises NotFound, Invalid, or IdentityTaken where another customer is known by one of them.
    """
    actor.require(May.WRITE_CUSTOMERS)
    try:
        with durable():
            (customer,) = lock_customers(actor, customer_id)
            wanted = _wanted(customer, name, email, phone, language)
            changed = [field for field, value in wanted.items() if getattr(customer, field) != value]
            for field in changed:
                if field in Identity.Kind.values:
                    _put_identity(customer, Identity.Kind(field), getattr(customer, field), wanted[field])
                setattr(customer, field, wanted[field])
            if changed:
                customer.revision += 1
                customer.save(update_fields=[*changed, "revision"])
                event = CustomerChanged(customer_id=customer.pk, changed=changed)
                record(event, actor=actor, now=now, subject=customer)
    except IntegrityError as error:
        # Two customers were given the same address at the same instant.
        raise IdentityTaken(field="email") from error
    return customer


def _wanted(customer: Customer, name: str, email: str, phone: str, language: str) -> dict[str, str]:
    called = one_line(name, 160, "name")
    if not called:
        raise Invalid(_("A customer needs a name."), field="name")
    wanted = {
        "name": called,
        "email": email_identity(email),
        # A number that was taken before a rule grew stricter stays: only a new one has to pass it.
        "phone": customer.phone
        if phone.strip() == customer.phone
        else phone_identity(phone, customer.store.country),
        "language": language if language in customer.store.languages else customer.language,
    }
    if not wanted["email"] and not wanted["phone"]:
        raise Invalid(
            _("An e-mail address or a phone number is needed to reach this customer."), field="email"
        )
    return wanted


def _put_identity(customer: Customer, kind: Identity.Kind, before: str, after: str) -> None:
    if after:
        known = Identity.objects.filter(store_id=customer.store_id, kind=kind, value=after).first()
        if known and known.customer_id != customer.pk:
            raise IdentityTaken(field=kind.value, customer=known.customer_id)
        if known is None:
            Identity.objects.create(store_id=customer.store_id, customer=customer, kind=kind, value=after)
    Identity.objects.filter(customer=customer, kind=kind, value=before).exclude(value=after).delete()
