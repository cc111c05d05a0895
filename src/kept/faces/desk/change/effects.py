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


def effects_context(desk: Desk, preview: Preview, *, reason: str, now: datetime) -> dict[str, Any]:
    """Return the context of `kept/parts/effects.html`. `reason` is what the customer will read about why."""
    order, plan = preview.order, preview.plan
    message = _message_context(preview, reason)
    return {
        "currency": order.currency,
        "items": _item_rows(desk, order, plan, now),
        **(_money_rows(order, plan) if desk.actor.may(May.READ_MONEY) else {"money": []}),
        "stock": _stock_rows(plan),
        "stock_says": _stock_words(desk, preview),
        "begun_says": _begun_words(preview, now),
        **message,
        "new_link": plan.new_link,
        "brief": _short_summary(desk, preview, is_notified="message" in message),
    }


def _item_rows(desk: Desk, order: Order, plan: ChangePlan, now: datetime) -> list[dict[str, Any]]:
    return describe_changes(
        plan.differences,
        currency=order.currency,
        store=desk.store,
        kind=plan.terms.fulfilment.kind,
        now=now,
    )


def _money_rows(order: Order, plan: ChangePlan) -> dict[str, Any]:
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


def _stock_rows(plan: ChangePlan) -> list[dict[str, Any]]:
    levels = dict(Level.objects.filter(variant_id__in=plan.stock).values_list("variant_id", "available"))
    variants = Variant.objects.filter(pk__in=plan.stock).select_related("product").in_bulk()
    return [
        {
            "name": str(variants[pk]) if pk in variants else "",
            "before": levels.get(pk, 0),
            "after": levels.get(pk, 0) - pieces,
            "short": pieces > levels.get(pk, 0),
        }
        for pk, pieces in plan.stock.items()
    ]


def _stock_words(desk: Desk, preview: Preview) -> str:
    sentences = []
    if preview.short:
        missing = sum(preview.short.values())
        text = ngettext("%(count)s piece is missing.", "%(count)s pieces are missing.", missing)
        sentences.append(text % {"count": missing})
    if not preview.plan.stock:
        sentences.append(_("Stock does not change."))
    if preview.plan.back_to:
        status = status_word(desk.store, preview.plan.back_to, preview.plan.terms.fulfilment.kind)
        sentences.append(_("The order goes back to “%(status)s”.") % {"status": status})
    return " ".join(sentences)


def _begun_words(preview: Preview, now: datetime) -> list[str]:
    """Say who has begun to work on the order and when, and whether they have to accept the new version (A5)."""
    if not preview.plan.begun:
        return []
    version = {"version": preview.plan.version}
    sentences = [
        _("%(name)s started working on it %(span)s ago (%(when)s).")
        % {"name": one.name, "span": span(now - one.since), "when": _when(one.since, now)}
        for one in preview.begun_by
    ]
    if preview.waits:
        sentences.append(_("Version %(version)s has to be accepted before work continues.") % version)
    elif preview.plan.changes_anything:
        sentences.append(
            _("Only you are working on it, so nobody has to accept version %(version)s.") % version
        )
    return sentences


def _short_summary(desk: Desk, preview: Preview, *, is_notified: bool) -> list[str]:
    """Return the same four effects in a few words, for a screen without room for them beside the form."""
    plan, sums = preview.plan, preview.plan.money
    count = len(plan.differences)
    sentences = [ngettext("%(count)s change", "%(count)s changes", count) % {"count": count}]
    if desk.actor.may(May.READ_MONEY) and sums.total_before != sums.total_after:
        currency = preview.order.currency
        sentences.append(f"{money(sums.total_before, currency)} → {money(sums.total_after, currency)}")
    taken = sum(pieces for pieces in plan.stock.values() if pieces > 0)
    back = -sum(pieces for pieces in plan.stock.values() if pieces < 0)
    if preview.short:
        sentences.append(_("not enough left"))
    elif taken:
        sentences.append(_("%(count)s from stock") % {"count": taken})
    if back:
        sentences.append(_("%(count)s back to stock") % {"count": back})
    name = {"name": display_name(plan.terms.customer.name)}
    sentences.append(_("%(name)s is notified") % name if is_notified else _("no message is sent"))
    return sentences


def _when(moment: datetime, now: datetime) -> str:
    """Return the time, and the day where it was another one."""
    then = localtime(moment)
    return moment_text(then, "time" if then.date() == localtime(now).date() else "")


def _message_context(preview: Preview, reason: str) -> dict[str, Any]:
    message = preview_message(preview, reason=reason)
    if message is None and not preview.plan.changes_anything:
        return {}
    if message is None:
        return {"message_says": change_notification_words(as_it_will_stand(preview))}
    return {
        "message_to": preview.plan.terms.customer.name,
        "message_subject": message.subject,
        "message": message.text,
    }
