"""Settings of the store's rhythm: opening hours, days off, ways (C5)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.frame import DeskRequest
from kept.faces.desk.replies import Toast, answer
from kept.faces.desk.settings.forms import ClosureForm, WayForm, hours_typed, week_of
from kept.faces.desk.settings.frame import attempt, page
from kept.kit.refusals import Invalid, NotFound
from kept.payments.methods import label_of
from kept.promises.actions.add_closure import add_closure
from kept.promises.actions.add_way import add_way
from kept.promises.actions.bring_back_way import bring_back_way
from kept.promises.actions.change_way import change_way
from kept.promises.actions.remove_closure import remove_closure
from kept.promises.actions.retire_way import retire_way
from kept.promises.actions.set_hours import set_hours
from kept.promises.fulfilment import policy_of
from kept.promises.models import Closure, Way
from kept.promises.refusals import BadRhythm


def hours(request: DeskRequest) -> HttpResponse:
    """When the store works, and the days on which it does not."""
    desk = request.desk
    problem = wrong = ""
    if request.method == "POST":
        windows, places = hours_typed(request.POST)
        try:
            set_hours(actor=desk.actor, hours=windows, now=timezone.now())
            messages.success(request, _("Saved. Promises made from now on follow it."))
            return HttpResponseRedirect(desk.url("settings_hours"))
        except BadRhythm as refusal:
            problem = str(refusal)
            row = refusal.facts.get("row")
            wrong = places[row] if isinstance(row, int) and row < len(places) else ""
    today = timezone.localdate()
    context = {
        "week": week_of(desk.store, request.POST if problem else None),
        "problem": problem,
        "wrong": wrong,
        "closures": list(Closure.objects.filter(store=desk.store, date__gte=today)[:100]),
        "closure_form": ClosureForm(),
        "today": today,
    }
    return page(request, "settings_hours", "hours", context, 422 if problem else 200)


def closures(request: DeskRequest) -> HttpResponse:
    """Add a day off, or take one back."""
    desk = request.desk

    def do() -> Toast:
        gone = request.POST.get("remove", "")
        if gone:
            try:
                day = date.fromisoformat(gone)
            except ValueError as error:
                raise NotFound from error
            remove_closure(actor=desk.actor, day=day, now=timezone.now())
            return Toast(_("The store works on that day."))
        form = ClosureForm(request.POST)
        if not form.is_valid():
            raise Invalid(_("Choose the day on which the store is closed."))
        said = form.cleaned_data
        add_closure(actor=desk.actor, day=said["day"], reason=said["reason"], now=timezone.now())
        return Toast(_("The store is closed on that day. Nothing is promised for it."))

    return answer(request, do, to=desk.url("settings_hours"))


def ways(request: DeskRequest) -> HttpResponse:
    """In which ways orders reach customers."""
    found = Way.objects.filter(store=request.desk.store)
    rows = [(way, policy_of(way.kind).label, [label_of(one) for one in way.pay_by]) for way in found]
    return page(request, "settings_ways", "ways", {"rows": rows})


def way_new(request: DeskRequest) -> HttpResponse:
    """A new way."""
    return _way(request, None)


def way(request: DeskRequest, way_id: int) -> HttpResponse:
    """One way; and changing it."""
    found = Way.objects.filter(store=request.desk.store, pk=way_id).first()
    if found is None:
        raise NotFound
    return _way(request, found)


def offered(request: DeskRequest, way_id: int) -> HttpResponse:
    """Stop offering a way, or offer it again."""
    there: dict[str, Any] = {"actor": request.desk.actor, "way_id": way_id, "now": timezone.now()}

    def do() -> Toast:
        if request.POST.get("offered") == "on":
            return Toast(_("“%(name)s” is offered again.") % {"name": bring_back_way(**there).name})
        return Toast(
            _("“%(name)s” is no longer offered. Agreed orders keep it.") % {"name": retire_way(**there).name}
        )

    return answer(request, do, to=request.desk.url("settings_ways"))


def _way(request: DeskRequest, found: Way | None) -> HttpResponse:
    desk = request.desk
    form = WayForm(desk.store, request.POST if request.method == "POST" else None, way=found)

    def act() -> None:
        if found is None:
            add_way(actor=desk.actor, asked=form.asked(), now=timezone.now())
        else:
            change_way(actor=desk.actor, way_id=found.pk, asked=form.asked(), now=timezone.now())

    if request.method == "POST":
        done = attempt(request, form, act, desk.url("settings_ways"))
        if done:
            return done
    return page(request, "settings_ways", "way", {"form": form, "way": found}, 422 if form.errors else 200)
