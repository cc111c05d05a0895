"""Stock: levels, movements, and a count in one pass on a phone (E4, E5)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.catalog.models import Variant
from kept.faces.desk.responses import Toast, act_and_redirect
from kept.faces.desk.routing import Desk, DeskRequest
from kept.kit.refusals import Refusal
from kept.kit.text import whole_number
from kept.orders.queries import reachable, set_aside
from kept.stock.actions.count_stock import count_stock
from kept.stock.actions.receive_stock import receive_stock
from kept.stock.actions.write_off_stock import write_off_stock
from kept.stock.models import Level, Movement
from kept.stock.queries import counted_variants, ledger_of, variant_for
from kept.stores.roles import May

ON_A_PAGE = 60
LOW = 5
LEDGER_LINES = 50


@dataclass(slots=True)
class CountRow:
    """One row of a count. `there` is how many should lie on the shelf, `aside` how many of them are for orders."""

    variant: Variant
    there: int
    aside: int
    typed: str = ""
    problem: str = ""


def stock_list(request: DeskRequest) -> HttpResponse:
    """List how much can still be promised, in the shop's order."""
    desk = request.desk
    search, low = request.GET.get("q", "").strip()[:100], request.GET.get("low") == "on"
    page = whole_number(request.GET.get("page", "")) or 0
    variants = counted_variants(desk.actor, search=search, low=LOW if low else None)
    some = list(variants[page * ON_A_PAGE : (page + 1) * ON_A_PAGE + 1])
    rows, query = some[:ON_A_PAGE], {"q": search, "low": "on" if low else ""}
    context = {
        "here": "stock",
        "rows": [(one, aside) for one, aside in zip(rows, _aside_of(desk, rows), strict=True)],
        "words": search,
        "filters": [
            {"label": _("Everything"), "url": desk.url("stock", q=search), "current": not low},
            {"label": _("Running low"), "url": desk.url("stock", q=search, low="on"), "current": low},
        ],
        "may_write": desk.actor.may(May.WRITE_STOCK),
        "once": secrets.token_hex(4),
        "back": request.get_full_path(),
        "newer_url": desk.url("stock", **query, page=page - 1) if page else "",
        "older_url": desk.url("stock", **query, page=page + 1) if len(some) > ON_A_PAGE else "",
    }
    return render(request, "desk/stock/stock.html", context)


def variant_page(request: DeskRequest, variant_id: int) -> HttpResponse:
    """Show the ledger of one variant; record one movement by hand."""
    desk = request.desk
    if request.method == "POST":
        return act_and_redirect(request, lambda: _move_stock(request, variant_id))
    variant = variant_for(desk.actor, variant_id)
    before = whole_number(request.GET.get("before", ""))
    movements = ledger_of(desk.actor, variant_id)
    some = list((movements.filter(pk__lt=before) if before else movements)[: LEDGER_LINES + 1])
    context = {
        "here": "stock",
        "variant": variant,
        "aside": set_aside(desk.store.pk, [variant.pk]).get(variant.pk, 0),
        "moves": _ledger_lines(desk, some[:LEDGER_LINES]),
        "may_write": desk.actor.may(May.WRITE_STOCK),
        "once": secrets.token_hex(4),
        "older_url": desk.url("stock_of", variant_id, before=some[LEDGER_LINES - 1].pk)
        if len(some) > LEDGER_LINES
        else "",
        "newer_url": desk.url("stock_of", variant_id) if before else "",
    }
    return render(request, "desk/stock/variant.html", context)


def _ledger_lines(desk: Desk, movements: list[Movement]) -> list[tuple[Movement, int | None]]:
    """Return each movement with the number of its order, which says more to a reader than the recorded cause."""
    ids = {one.order_id for one in movements if one.order_id}
    numbers = dict(reachable(desk.actor).filter(pk__in=ids).values_list("pk", "number")) if ids else {}
    return [(one, numbers.get(one.order_id or 0)) for one in movements]


def count_page(request: DeskRequest) -> HttpResponse:
    """Count many variants on one page: what was typed is counted, what was left empty stays."""
    desk = request.desk
    search = request.GET.get("q", "").strip()[:100]
    counted = counted_variants(desk.actor, search=search).order_by(
        F("last_counted").asc(nulls_first=True), "pk"
    )
    variants = list(counted[:200])
    aside = _aside_of(desk, variants)
    rows = [
        CountRow(one, _available(one) + pieces, pieces, request.POST.get(f"there-{one.pk}", "").strip())
        for one, pieces in zip(variants, aside, strict=True)
    ]
    if request.method == "POST":
        done, different = _count_rows(request, rows, timezone.now())
        if not any(row.problem for row in rows):
            messages.success(request, _counted_words(done, different))
            return HttpResponseRedirect(desk.url("stock"))
    context = {
        "here": "stock",
        "rows": rows,
        "words": search,
        "once": request.POST.get("once") or secrets.token_hex(4),
    }
    wrong = any(row.problem for row in rows)
    return render(request, "desk/stock/count.html", context, status=422 if wrong else 200)


def _count_rows(request: DeskRequest, rows: list[CountRow], now: datetime) -> tuple[int, int]:
    done = different = 0
    for row in rows:
        if not row.typed:
            continue
        there = whole_number(row.typed)
        if there is None:
            row.problem = _("Write a whole number.")
        elif there < row.aside:
            row.problem = _("%(aside)s of these are promised in orders. Look at those orders first.") % {
                "aside": row.aside
            }
        else:
            try:
                count_stock(
                    actor=request.desk.actor, variant_id=row.variant.pk, counted=there - row.aside,
                    cause=_cause(request, _("Count"), now), now=now,
                )  # fmt: skip
                done, different, row.typed = done + 1, different + (there != row.there), ""
            except Refusal as refusal:
                row.problem = str(refusal)
    return done, different


def _move_stock(request: DeskRequest, variant_id: int) -> Toast:
    desk, now, do = request.desk, timezone.now(), request.POST.get("do", "")
    pieces = whole_number(request.POST.get("pieces", "").strip())
    target: dict[str, Any] = {"actor": desk.actor, "variant_id": variant_id, "now": now}
    number = -1 if pieces is None else pieces
    if do == "write_off":
        level = write_off_stock(**target, pieces=number, cause=_cause(request, _("Written off"), now))
    elif do == "count":
        aside = set_aside(desk.store.pk, [variant_id]).get(variant_id, 0)
        level = count_stock(**target, counted=number - aside, cause=_cause(request, _("Count"), now))
    else:
        level = receive_stock(**target, pieces=number, cause=_cause(request, _("Received"), now))
    return Toast(_free_words(level))


def _cause(request: DeskRequest, what: str, now: datetime) -> str:
    """Return the typed cause; else one that the page's key makes unique."""
    typed = request.POST.get("cause", "").strip()
    local = timezone.localtime(now)
    return (
        typed[:120]
        or f"{what}, {local:%Y-%m-%d %H:%M} · {request.POST.get('once', '')[:12] or secrets.token_hex(4)}"
    )


def _free_words(level: Level) -> str:
    return ngettext("%(count)s can be promised now.", "%(count)s can be promised now.", level.available) % {
        "count": level.available
    }


def _counted_words(done: int, different: int) -> str:
    if not done:
        return _("Nothing was entered, so nothing was counted.")
    sentence = ngettext("%(count)s counted", "%(count)s counted", done) % {"count": done}
    if not different:
        return _("%(counted)s, all as expected.") % {"counted": sentence}
    return ngettext(
        "%(counted)s, %(different)s was different.", "%(counted)s, %(different)s were different.", different
    ) % {"counted": sentence, "different": different}


def _aside_of(desk: Desk, variants: list[Variant]) -> list[int]:
    aside = set_aside(desk.store.pk, [one.pk for one in variants])
    return [aside.get(one.pk, 0) for one in variants]


def _available(variant: Variant) -> int:
    return int(getattr(variant, "available", 0))
