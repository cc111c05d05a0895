"""The four effects of a change in words: items, money, stock, and the message the customer gets (A4)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.catalog.models import Variant
from kept.customers.addresses import address_lines
from kept.faces.desk.frame import Desk
from kept.faces.look.templatetags.kept import called
from kept.faces.look.words import changes_in_words, status_word
from kept.messages.correspondence import facts_for
from kept.messages.models import Message, MessageKind
from kept.messages.rendering import render
from kept.orders.changing import Plan
from kept.orders.differences import says_where_to_write
from kept.orders.models import Order
from kept.orders.previews import Preview
from kept.stock.models import Level
from kept.stores.roles import May


def effects(desk: Desk, preview: Preview, *, reason: str, now: datetime) -> dict[str, Any]:
    """What `kept/parts/effects.html` takes. `reason` is what the customer will read about why."""
    order, plan = preview.order, preview.plan
    return {
        "currency": order.currency,
        "items": _changes(desk, order, plan, now),
        **(_money(order, plan) if desk.actor.may(May.READ_MONEY) else {"money": []}),
        "stock": _stock(plan),
        "stock_says": _stock_words(desk, preview),
        **_message(order, plan, reason),
    }


def _changes(desk: Desk, order: Order, plan: Plan, now: datetime) -> list[dict[str, Any]]:
    return changes_in_words(
        plan.differences,
        currency=order.currency,
        zone=desk.store.timezone,
        kind=plan.terms.fulfilment.kind,
        now=now,
    )


def _money(order: Order, plan: Plan) -> dict[str, Any]:
    sums = plan.money
    rows: list[dict[str, Any]] = [
        {"label": _("Agreed before"), "amount": sums.total_before},
        {"label": _("Agreed now"), "amount": sums.total_after},
    ]
    if sums.received:
        rows.append({"label": _("Paid so far"), "amount": sums.received})
    name = {"name": called(order.customer_name)}
    label = _("%(name)s is owed") % name if sums.balance < 0 else _("%(name)s owes") % name
    rows.append({"label": label, "amount": abs(sums.balance), "kind": "total"})
    return {"money": rows}


def _stock(plan: Plan) -> list[dict[str, Any]]:
    levels = dict(Level.objects.filter(variant_id__in=plan.stock).values_list("variant_id", "available"))
    variants = Variant.objects.filter(pk__in=plan.stock).select_related("product").in_bulk()
    return [
        {
            "name": str(variants[pk]) if pk in variants else "",
            "before": levels.get(pk, 0),
            "after": levels.get(pk, 0) - taken,
            "short": taken > levels.get(pk, 0),
        }
        for pk, taken in plan.stock.items()
    ]


def _stock_words(desk: Desk, preview: Preview) -> str:
    says = []
    if preview.short:
        missing = sum(preview.short.values())
        text = ngettext("%(count)s piece is missing.", "%(count)s pieces are missing.", missing)
        says.append(text % {"count": missing})
    if not preview.plan.stock:
        says.append(_("Nothing moves."))
    if preview.plan.begun:
        says.append(_("Somebody has already begun to work on this order. Tell them to read the new version."))
    if preview.plan.back_to:
        status = status_word(desk.store, preview.plan.back_to, preview.plan.terms.fulfilment.kind)
        says.append(_("The work goes back to “%(status)s”.") % {"status": status})
    return " ".join(says)


def _message(order: Order, plan: Plan, reason: str) -> dict[str, Any]:
    """The very letter that would go out, in the customer's language, but for the secret part of its link."""
    if not plan.changes_anything or not order.confirmed_version or not plan.terms.customer.email:
        return {}
    to = {"message_to": plan.terms.customer.name}
    # An earlier letter about this order, in memory only, made into the one to come: facts hang on one.
    letter = Message.objects.filter(order_id=order.pk).order_by("-pk").first()
    if letter is None:
        said = _("The confirmation of version %(version)s.")
        return to | {"message": said % {"version": plan.version}}
    letter.kind, letter.to, letter.language = MessageKind.CONFIRMATION, Message.To.CUSTOMER, order.language
    changes = [] if says_where_to_write(plan.changes()) else plan.changes()
    letter.facts = {"status": order.status, "changes": changes, "reason": reason}
    facts = facts_for([letter])[letter.pk]
    facts["terms"] = replace(plan.terms, version=plan.version).as_dict()
    facts["address_lines"] = address_lines(plan.terms.fulfilment.address)
    letter.version = plan.version
    return to | {"message": render(letter, facts).text}
