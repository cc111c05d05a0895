"""Settings of the store's schedule: opening hours, days off, fulfilment methods (C5)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.responses import Toast, answer
from kept.faces.desk.routing import DeskRequest
from kept.faces.desk.settings.forms import ClosureForm, FulfilmentMethodForm, hours_typed, week_of
from kept.faces.desk.settings.pages import attempt, page
from kept.kit.refusals import Invalid, NotFound
from kept.payments.methods import label_of
from kept.promises.actions.add_closure import add_closure
from kept.promises.actions.add_fulfilment_method import add_fulfilment_method
from kept.promises.actions.bring_back_fulfilment_method import bring_back_fulfilment_method
from kept.promises.actions.change_fulfilment_method import change_fulfilment_method
from kept.promises.actions.remove_closure import remove_closure
from kept.promises.actions.retire_fulfilment_method import retire_fulfilment_method
from kept.promises.actions.set_hours import set_hours
from kept.promises.fulfilment import policy_of
from kept.promises.models import Closure, FulfilmentMethod
from kept.promises.refusals import BadSchedule


def hours(request: DeskRequest) -> HttpResponse:
    """When the store works, and the days on which it does not."""
    desk = request.desk
    problem = wrong = ""
    if request.method == "POST":
        windows, places = hours_typed(request.POST)
        try:
            set_hours(actor=desk.actor, hours=windows, now=timezone.now())
            messages.success(request, _("Saved. It applies to promises made from now on."))
            return HttpResponseRedirect(desk.url("settings_hours"))
        except BadSchedule as refusal:
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
            return Toast(_("The store is open on that day."))
        form = ClosureForm(request.POST)
        if not form.is_valid():
            raise Invalid(_("Choose the day on which the store is closed."))
        said = form.cleaned_data
        add_closure(actor=desk.actor, day=said["day"], reason=said["reason"], now=timezone.now())
        return Toast(_("The store is closed on that day. Nothing is promised for it."))

    return answer(request, do, to=desk.url("settings_hours"))


def fulfilment_methods(request: DeskRequest) -> HttpResponse:
    """List the fulfilment methods."""
    found = FulfilmentMethod.objects.filter(store=request.desk.store)
    rows = [
        (method, policy_of(method.kind).label, [label_of(one) for one in method.pay_by]) for method in found
    ]
    return page(request, "settings_fulfilment_methods", "fulfilment_methods", {"rows": rows})


def fulfilment_method_new(request: DeskRequest) -> HttpResponse:
    """Add a fulfilment method."""
    return _fulfilment_method(request, None)


def fulfilment_method(request: DeskRequest, fulfilment_method_id: int) -> HttpResponse:
    """Show one fulfilment method, and change it."""
    found = FulfilmentMethod.objects.filter(store=request.desk.store, pk=fulfilment_method_id).first()
    if found is None:
        raise NotFound
    return _fulfilment_method(request, found)


def offered(request: DeskRequest, fulfilment_method_id: int) -> HttpResponse:
    """Stop offering a fulfilment method, or offer it again."""
    there: dict[str, Any] = {
        "actor": request.desk.actor,
        "fulfilment_method_id": fulfilment_method_id,
        "now": timezone.now(),
    }

    def do() -> Toast:
        if request.POST.get("offered") == "on":
            return Toast(
                _("“%(name)s” is offered again.") % {"name": bring_back_fulfilment_method(**there).name}
            )
        return Toast(
            _("“%(name)s” is no longer offered. Agreed orders keep it.")
            % {"name": retire_fulfilment_method(**there).name}
        )

    return answer(request, do, to=request.desk.url("settings_fulfilment_methods"))


def _fulfilment_method(request: DeskRequest, found: FulfilmentMethod | None) -> HttpResponse:
    desk = request.desk
    form = FulfilmentMethodForm(desk.store, request.POST if request.method == "POST" else None, method=found)

    def act() -> None:
        if found is None:
            add_fulfilment_method(actor=desk.actor, method_input=form.asked(), now=timezone.now())
        else:
            change_fulfilment_method(
                actor=desk.actor, fulfilment_method_id=found.pk, method_input=form.asked(), now=timezone.now()
            )

    if request.method == "POST":
        done = attempt(request, form, act, desk.url("settings_fulfilment_methods"))
        if done:
            return done
    return page(
        request,
        "settings_fulfilment_methods",
        "fulfilment_method",
        {"form": form, "fulfilment_method": found},
        422 if form.errors else 200,
    )
