"""Take the next step of the work: one tap (C2)."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.refusals import Invalid
from kept.kit.text import one_line
from kept.kit.transactions import durable
from kept.orders.events import OrderAdvanced
from kept.orders.lifecycle import is_handed_over, steps_from, waits_for_acceptance
from kept.orders.locks import lock_order
from kept.orders.models import Order, Status
from kept.orders.refusals import NotAccepted, NotThatStep
from kept.orders.writes import move_to
from kept.stores.actor import Actor
from kept.stores.roles import May

LONGEST_PARCEL = 80
LONGEST_URL = 400


def advance_order(
    *,
    actor: Actor,
    number: int,
    to: str = "",
    seen: int | None = None,
    tracking_number: str = "",
    tracking_url: str = "",
    now: datetime,
) -> Order:
    """Advance to the next status, or to `to` where the lifecycle allows it. Refuses with NotThatStep, and with
    NotAccepted where a version newer than the one that the work goes by has not been accepted,
    and with Invalid when one of the texts is too long, the parcel has no number, its page is no https one, or the step
    is another than "on its way", with which `tracking_number` and `tracking_url` are told to the customer.
    """
    actor.require(May.ADVANCE_ORDERS)
    if tracking_url.strip() and not tracking_number.strip():
        raise Invalid(
            _("Write the number of the parcel, too: its page is told together with it."),
            field="tracking_number",
        )
    if tracking_url.strip() and not tracking_url.strip().startswith("https://"):
        raise Invalid(_("The page of a parcel begins with https://."), field="tracking_url")
    parcel = one_line(tracking_number, LONGEST_PARCEL, "tracking_number")
    where = one_line(tracking_url, LONGEST_URL, "tracking_url")
    with durable():
        order = lock_order(actor, number, seen=seen)
        possible = steps_from(order.status, order.fulfilment_kind)
        status = to or (possible[0] if possible else "")
        if status not in possible:
            raise NotThatStep(status=order.status, possible=[str(step) for step in possible])
        if waits_for_acceptance(order):
            raise NotAccepted(seen=order.accepted_version, now=order.version)
        if parcel and status != Status.SHIPPED:
            raise Invalid(
                _("A parcel’s number is told when the order is on its way."), field="tracking_number"
            )
        order.accepted_version = order.version
        if parcel:
            order.tracking_number, order.tracking_url = parcel, where
        before = move_to(order, Status(status), now=now)
        if is_handed_over(order):
            order.lines.update(fulfilled=F("quantity"))
        record(
            OrderAdvanced(
                order_id=order.pk,
                customer_id=order.customer_id,
                number=order.number,
                before=before,
                after=order.status,
                tracking_number=parcel,
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return order
