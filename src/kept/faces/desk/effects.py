"""The four effects of a change in words: what is agreed, money, stock, and the message the customer gets (A4)."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.catalog.models import Variant
from kept.faces.desk.frame import Desk
from kept.faces.look.templatetags.kept import money
from kept.faces.look.words import changes_in_words
from kept.orders.changing import Plan
from kept.orders.models import Order
from kept.orders.previews import Preview
from kept.stock.models import Level
from kept.stores.roles import May


def effects(desk: Desk, preview: Preview, now: datetime) -> dict[str, Any]:
    """What `kept/parts/effects.html` takes."""
    order, plan = preview.order, preview.plan
    return {
        "currency": order.currency,
        "items": _changes(desk, order, plan, now),
        **(_money(order, plan) if desk.actor.may(May.READ_MONEY) else {"money": []}),
        "stock": _stock(plan),
        "stock_says": _stock_words(preview),
        **_message(desk, order, plan, now),
    }


def _changes(desk: Desk, order: Order, plan: Plan, now: datetime) -> list[dict[str, Any]]:
    return changes_in_words(
        plan.differences, currency=order.currency, zone=desk.store.timezone, kind=plan.terms.fulfilment.kind, now=now
    )


def _money(order: Order, plan: Plan) -> dict[str, Any]:
    sums = plan.money
    rows: list[dict[str, Any]] = [
        {"label": _("Agreed before"), "amount": sums.total_before},
        {"label": _("Agreed now"), "amount": sums.total_after},
    ]
    if sums.received:
        rows.append({"label": _("Paid so far"), "amount": sums.received})
    name = {"name": order.customer_name}
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


def _stock_words(preview: Preview) -> str:
    says = []
    if preview.short:
        missing = sum(preview.short.values())
        text = ngettext("%(count)s piece is missing.", "%(count)s pieces are missing.", missing)
        says.append(text % {"count": missing})
    if not preview.plan.stock:
        says.append(_("Nothing moves."))
    if preview.plan.begun:
        says.append(_("Somebody has already begun to work on this order. Tell them to read the new version."))
    return " ".join(says)


def _message(desk: Desk, order: Order, plan: Plan, now: datetime) -> dict[str, Any]:
    """The message in the customer's own language."""
    if not plan.changes_anything or not order.confirmed_version or not plan.terms.customer.email:
        return {}
    with translation.override(order.language):
        lines = [_("Hello %(name)s,") % {"name": plan.terms.customer.name}, ""]
        lines.append(_("your order %(number)s has changed:") % {"number": order.number})
        lines += [f"{_sign(change)} {_line(change)}" for change in _changes(desk, order, plan, now)]
        total = money(plan.terms.amounts.total, order.currency)
        lines += ["", _("The total is %(total)s. Everything else stays as agreed.") % {"total": total}]
    return {"message_to": plan.terms.customer.name, "message": "\n".join(lines)}


def _sign(change: dict[str, Any]) -> str:
    return {"added": "+", "removed": "−"}.get(change["kind"], "→")


def _line(change: dict[str, Any]) -> str:
    what = f"{change['what']}: " if change.get("what") else ""
    if change.get("before") and change.get("after"):
        return what + _("%(after)s instead of %(before)s") % change
    return what + str(change.get("after") or change.get("before") or "")
