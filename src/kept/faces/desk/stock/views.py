"""Stock: what is there, what came and went, and a count in one pass that a phone can hold (E4, E5)."""

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
from kept.faces.desk.responses import Toast, answer
from kept.faces.desk.routing import Desk, DeskRequest
from kept.kit.refusals import Refusal
from kept.kit.text import whole_number
from kept.orders.queries import set_aside
from kept.stock.actions.count_stock import count_stock
from kept.stock.actions.receive_stock import receive_stock
from kept.stock.actions.write_off_stock import write_off_stock
from kept.stock.models import Level
from kept.stock.queries import counted_variants, ledger_of, variant_for
from kept.stores.roles import May

ON_A_PAGE = 60
LOW = 5
LEDGER_LINES = 50


@dataclass(slots=True)
class Counted:
    """One line of a count. `there` is what should lie in the store, `aside` how much of it is for orders."""

    variant: Variant
    there: int
    aside: int
    typed: str = ""
    problem: str = ""


def stock(request: DeskRequest) -> HttpResponse:
    """What can still be promised, in the shop's order."""
    desk = request.desk
    words, low = request.GET.get("q", "").strip()[:100], request.GET.get("low") == "on"
    page = whole_number(request.GET.get("page", "")) or 0
    found = counted_variants(desk.actor, search=words, low=LOW if low else None)
    some = list(found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE + 1])
    rows, query = some[:ON_A_PAGE], {"q": words, "low": "on" if low else ""}
    context = {
        "here": "stock",
        "rows": [(one, aside) for one, aside in zip(rows, _aside_of(desk, rows), strict=True)],
        "words": words,
        "filters": [
            {"label": _("Everything"), "url": desk.url("stock", q=words), "current": not low},
            {"label": _("Running low"), "url": desk.url("stock", q=words, low="on"), "current": low},
        ],
        "may_write": desk.actor.may(May.WRITE_STOCK),
        "once": secrets.token_hex(4),
        "back": request.get_full_path(),
        "newer_url": desk.url("stock", **query, page=page - 1) if page else "",
        "older_url": desk.url("stock", **query, page=page + 1) if len(some) > ON_A_PAGE else "",
    }
    return render(request, "desk/stock/stock.html", context)


def stock_of(request: DeskRequest, variant_id: int) -> HttpResponse:
    """The ledger of one variant; and one movement by hand."""
    desk = request.desk
    if request.method == "POST":
        return answer(request, lambda: _moved(request, variant_id))
    variant = variant_for(desk.actor, variant_id)
    before = whole_number(request.GET.get("before", ""))
    moves = ledger_of(desk.actor, variant_id)
    some = list((moves.filter(pk__lt=before) if before else moves)[: LEDGER_LINES + 1])
    context = {
        "here": "stock",
        "variant": variant,
        "aside": set_aside(desk.store.pk, [variant.pk]).get(variant.pk, 0),
        "moves": some[:LEDGER_LINES],
        "may_write": desk.actor.may(May.WRITE_STOCK),
        "once": secrets.token_hex(4),
        "older_url": desk.url("stock_of", variant_id, before=some[LEDGER_LINES - 1].pk)
        if len(some) > LEDGER_LINES
        else "",
        "newer_url": desk.url("stock_of", variant_id) if before else "",
    }
    return render(request, "desk/stock/variant.html", context)


def count(request: DeskRequest) -> HttpResponse:
    """Count all goods in one go: what was typed is counted, what was left empty stays."""
    desk = request.desk
    words = request.GET.get("q", "").strip()[:100]
    found = counted_variants(desk.actor, search=words).order_by(F("last_counted").asc(nulls_first=True), "pk")
    variants = list(found[:200])
    aside = _aside_of(desk, variants)
    rows = [
        Counted(one, _available(one) + pieces, pieces, request.POST.get(f"there-{one.pk}", "").strip())
        for one, pieces in zip(variants, aside, strict=True)
    ]
    if request.method == "POST":
        done, different = _count(request, rows, timezone.now())
        if not any(row.problem for row in rows):
            messages.success(request, _counted_words(done, different))
            return HttpResponseRedirect(desk.url("stock"))
    context = {
        "here": "stock",
        "rows": rows,
        "words": words,
        "once": request.POST.get("once") or secrets.token_hex(4),
    }
    wrong = any(row.problem for row in rows)
    return render(request, "desk/stock/count.html", context, status=422 if wrong else 200)


def _count(request: DeskRequest, rows: list[Counted], now: datetime) -> tuple[int, int]:
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


def _moved(request: DeskRequest, variant_id: int) -> Toast:
    desk, now, do = request.desk, timezone.now(), request.POST.get("do", "")
    pieces = whole_number(request.POST.get("pieces", "").strip())
    there: dict[str, Any] = {"actor": desk.actor, "variant_id": variant_id, "now": now}
    wanted = -1 if pieces is None else pieces
    if do == "write_off":
        level = write_off_stock(**there, pieces=wanted, cause=_cause(request, _("Written off"), now))
    elif do == "count":
        aside = set_aside(desk.store.pk, [variant_id]).get(variant_id, 0)
        level = count_stock(**there, counted=wanted - aside, cause=_cause(request, _("Count"), now))
    else:
        level = receive_stock(**there, pieces=wanted, cause=_cause(request, _("Received"), now))
    return Toast(_free_words(level))


def _cause(request: DeskRequest, what: str, now: datetime) -> str:
    """The person's own words where there are some; else one that the page's own key makes unique."""
    said = request.POST.get("cause", "").strip()
    local = timezone.localtime(now)
    return (
        said[:120]
        or f"{what}, {local:%Y-%m-%d %H:%M} · {request.POST.get('once', '')[:12] or secrets.token_hex(4)}"
    )


def _free_words(level: Level) -> str:
    return ngettext("%(count)s can be promised now.", "%(count)s can be promised now.", level.available) % {
        "count": level.available
    }


def _counted_words(done: int, different: int) -> str:
    if not done:
        return _("Nothing was entered, so nothing was counted.")
    said = ngettext("%(count)s counted", "%(count)s counted", done) % {"count": done}
    if not different:
        return _("%(counted)s, all as expected.") % {"counted": said}
    return ngettext(
        "%(counted)s, %(different)s was different.", "%(counted)s, %(different)s were different.", different
    ) % {"counted": said, "different": different}


def _aside_of(desk: Desk, variants: list[Variant]) -> list[int]:
    aside = set_aside(desk.store.pk, [one.pk for one in variants])
    return [aside.get(one.pk, 0) for one in variants]


def _available(variant: Variant) -> int:
    return int(getattr(variant, "available", 0))
