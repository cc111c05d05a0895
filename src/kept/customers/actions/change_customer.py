"""Change a customer's name and contact details (G1)."""

from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from kept.customers.events import CustomerChanged
from kept.customers.identities import email_identity, phone_identity
from kept.customers.locks import lock_customers
from kept.customers.models import Customer, Identity
from kept.customers.names import person_name
from kept.customers.refusals import IdentityTaken
from kept.journal.record import record
from kept.kit.refusals import Invalid
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
    """Change the customer's name, e-mail address and phone number; an empty `language` keeps theirs.

    The new address or number identifies the customer from now on and the replaced one does not. Agreed orders keep
    their contact details. Raises NotFound, Invalid, or IdentityTaken where another customer has one of them.
    """
    actor.require(May.WRITE_CUSTOMERS)
    try:
        with durable():
            (customer,) = lock_customers(actor, customer_id)
            fields = _checked_fields(customer, name, email, phone, language)
            changed = [field for field, value in fields.items() if getattr(customer, field) != value]
            for field in changed:
                if field in Identity.Kind.values:
                    _replace_identity(customer, Identity.Kind(field), getattr(customer, field), fields[field])
                setattr(customer, field, fields[field])
            if changed:
                customer.revision += 1
                customer.save(update_fields=[*changed, "revision"])
                event = CustomerChanged(customer_id=customer.pk, changed=changed)
                record(event, actor=actor, now=now, subject=customer)
    except IntegrityError as error:
        # Two customers were given the same address at the same instant.
        raise IdentityTaken(field="email") from error
    return customer


def _checked_fields(customer: Customer, name: str, email: str, phone: str, language: str) -> dict[str, str]:
    clean_name = customer.name if name.strip() == customer.name else person_name(name, 160)
    if not clean_name:
        raise Invalid(_("A customer needs a name."), field="name")
    fields = {
        "name": clean_name,
        "email": email_identity(email),
        # A number that was saved under older, laxer rules stays; only a new one is checked.
        "phone": customer.phone
        if phone.strip() == customer.phone
        else phone_identity(phone, customer.store.country),
        "language": language if language in customer.store.languages else customer.language,
    }
    if not fields["email"] and not fields["phone"]:
        raise Invalid(
            _("An e-mail address or a phone number is needed to reach this customer."), field="email"
        )
    return fields


def _replace_identity(customer: Customer, kind: Identity.Kind, before: str, after: str) -> None:
    if after:
        existing = Identity.objects.filter(store_id=customer.store_id, kind=kind, value=after).first()
        if existing and existing.customer_id != customer.pk:
            raise IdentityTaken(field=kind.value, customer=existing.customer_id)
        if existing is None:
            Identity.objects.create(store_id=customer.store_id, customer=customer, kind=kind, value=after)
    Identity.objects.filter(customer=customer, kind=kind, value=before).exclude(value=after).delete()
