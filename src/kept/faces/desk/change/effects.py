"""The four effects of a change in words: items, money, stock, and the message the customer gets (A4)."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.catalog.models import Variant
from kept.faces.desk.notification_words import change_notification_words
from kept.faces.desk.routing import Desk
from kept.faces.ui.templatetags.kept import display_name, moment_text, money, span
from kept.faces.ui.texts import describe_changes, status_word
from kept.orders.agreement.change_plan import ChangePlan
from kept.orders.agreement.preview import Preview, as_it_will_stand, preview_message
from kept.orders.models import Order
from kept.stock.models import Level
from kept.stores.roles import May


def effects(desk: Desk, preview: Preview, *, reason: str, now: datetime) -> dict[str, Any]:
    """What `kept/parts/effects.html` takes. `reason` is what the customer will read about why."""
    order, plan = preview.order, preview.plan
    said = _message(preview, reason)
    return {
        "currency": order.currency,
        "items": _changes(desk, order, plan, now),
        **(_money(order, plan) if desk.actor.may(May.READ_MONEY) else {"money": []}),
        "stock": _stock(plan),
        "stock_says": _stock_words(desk, preview),
        "begun_says": _begun_words(preview, now),
        **said,
        "new_link": plan.new_link,
        "brief": _brief(desk, preview, told="message" in said),
    }


def _changes(desk: Desk, order: Order, plan: ChangePlan, now: datetime) -> list[dict[str, Any]]:
    return describe_changes(
        plan.differences,
        currency=order.currency,
        store=desk.store,
        kind=plan.terms.fulfilment.kind,
        now=now,
    )


def _money(order: Order, plan: ChangePlan) -> dict[str, Any]:
    sums = plan.money
    rows: list[dict[str, Any]] = [
        {"label": _("Agreed before"), "amount": sums.total_before},
        {"label": _("Agreed now"), "amount": sums.total_after},
    ]
    if sums.received:
        rows.append({"label": _("Paid so far"), "amount": sums.received})
    name = {"name": display_name(order.customer_name)}
    label = _("%(name)s is owed") % name if sums.balance < 0 else _("%(name)s owes") % name
    rows.append({"label": label, "amount": abs(sums.balance), "kind": "total"})
    return {"money": rows}


def _stock(plan: ChangePlan) -> list[dict[str, Any]]:
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
        says.append(_("Stock does not change."))
    if preview.plan.back_to:
        status = status_word(desk.store, preview.plan.back_to, preview.plan.terms.fulfilment.kind)
        says.append(_("The order goes back to “%(status)s”.") % {"status": status})
    return " ".join(says)


def _begun_words(preview: Preview, now: datetime) -> list[str]:
    """Who has the work in hand and since when, and what they have to do before it goes on (A5)."""
    if not preview.plan.begun:
        return []
    version = {"version": preview.plan.version}
    says = [
        _("%(name)s started working on it %(span)s ago (%(when)s).")
        % {"name": one.name, "span": span(now - one.since), "when": _at(one.since, now)}
        for one in preview.begun_by
    ]
    if preview.waits:
        says.append(_("Version %(version)s has to be accepted before work continues.") % version)
    elif preview.plan.changes_anything:
        says.append(_("Only you are working on it, so nobody has to accept version %(version)s.") % version)
    return says


def _brief(desk: Desk, preview: Preview, *, told: bool) -> list[str]:
    """The same four in a few words, for a screen that has no room for them beside the form."""
    plan, sums = preview.plan, preview.plan.money
    count = len(plan.differences)
    says = [ngettext("%(count)s change", "%(count)s changes", count) % {"count": count}]
    if desk.actor.may(May.READ_MONEY) and sums.total_before != sums.total_after:
        currency = preview.order.currency
        says.append(f"{money(sums.total_before, currency)} → {money(sums.total_after, currency)}")
    taken = sum(pieces for pieces in plan.stock.values() if pieces > 0)
    back = -sum(pieces for pieces in plan.stock.values() if pieces < 0)
    if preview.short:
        says.append(_("not enough left"))
    elif taken:
        says.append(_("%(count)s from stock") % {"count": taken})
    if back:
        says.append(_("%(count)s back to stock") % {"count": back})
    name = {"name": display_name(plan.terms.customer.name)}
    says.append(_("%(name)s is notified") % name if told else _("no message is sent"))
    return says


def _at(moment: datetime, now: datetime) -> str:
    """The time, and the day where it was another one."""
    then = localtime(moment)
    return moment_text(then, "time" if then.date() == localtime(now).date() else "")


def _message(preview: Preview, reason: str) -> dict[str, Any]:
    letter = preview_message(preview, reason=reason)
    if letter is None and not preview.plan.changes_anything:
        return {}
    if letter is None:
        return {"message_says": change_notification_words(as_it_will_stand(preview))}
    return {
        "message_to": preview.plan.terms.customer.name,
        "message_subject": letter.subject,
        "message": letter.text,
    }
