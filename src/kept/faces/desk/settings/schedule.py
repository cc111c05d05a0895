"""Settings of the store's schedule: opening hours, closures, fulfilment methods (C5)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.responses import Toast, act_and_redirect
from kept.faces.desk.routing import DeskRequest
from kept.faces.desk.settings.forms import ClosureForm, FulfilmentMethodForm, read_hours, week_context
from kept.faces.desk.settings.pages import settings_page, submit
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


def opening_hours(request: DeskRequest) -> HttpResponse:
    """Change the opening hours; list the closures."""
    desk = request.desk
    problem = wrong = ""
    if request.method == "POST":
        windows, positions = read_hours(request.POST)
        try:
            set_hours(actor=desk.actor, hours=windows, now=timezone.now())
            messages.success(request, _("Saved. It applies to promises made from now on."))
            return HttpResponseRedirect(desk.url("settings_hours"))
        except BadSchedule as refusal:
            problem = str(refusal)
            row = refusal.facts.get("row")
            wrong = positions[row] if isinstance(row, int) and row < len(positions) else ""
    today = timezone.localdate()
    context = {
        "week": week_context(desk.store, request.POST if problem else None),
        "problem": problem,
        "wrong": wrong,
        "closures": list(Closure.objects.filter(store=desk.store, date__gte=today)[:100]),
        "closure_form": ClosureForm(),
        "today": today,
    }
    return settings_page(request, "settings_hours", "hours", context, 422 if problem else 200)


def closures(request: DeskRequest) -> HttpResponse:
    """Add a closure, or remove one."""
    desk = request.desk

    def do() -> Toast:
        removed = request.POST.get("remove", "")
        if removed:
            try:
                day = date.fromisoformat(removed)
            except ValueError as error:
                raise NotFound from error
            remove_closure(actor=desk.actor, day=day, now=timezone.now())
            return Toast(_("The store is open on that day."))
        form = ClosureForm(request.POST)
        if not form.is_valid():
            raise Invalid(_("Choose the day on which the store is closed."))
        data = form.cleaned_data
        add_closure(actor=desk.actor, day=data["day"], reason=data["reason"], now=timezone.now())
        return Toast(_("The store is closed on that day. Nothing is promised for it."))

    return act_and_redirect(request, do, to=desk.url("settings_hours"))


def fulfilment_method_list(request: DeskRequest) -> HttpResponse:
    """List the fulfilment methods."""
    rows = [
        (method, policy_of(method.kind).label, [label_of(code) for code in method.pay_by])
        for method in FulfilmentMethod.objects.filter(store=request.desk.store)
    ]
    return settings_page(request, "settings_fulfilment_methods", "fulfilment_methods", {"rows": rows})


def fulfilment_method_new(request: DeskRequest) -> HttpResponse:
    """Add a fulfilment method."""
    return _fulfilment_method_page(request, None)


def fulfilment_method_page(request: DeskRequest, fulfilment_method_id: int) -> HttpResponse:
    """Show one fulfilment method, or change it."""
    method = FulfilmentMethod.objects.filter(store=request.desk.store, pk=fulfilment_method_id).first()
    if method is None:
        raise NotFound
    return _fulfilment_method_page(request, method)


def offer_or_retire_fulfilment_method(request: DeskRequest, fulfilment_method_id: int) -> HttpResponse:
    """Stop offering a fulfilment method, or offer it again."""
    target: dict[str, Any] = {
        "actor": request.desk.actor,
        "fulfilment_method_id": fulfilment_method_id,
        "now": timezone.now(),
    }

    def do() -> Toast:
        if request.POST.get("offered") == "on":
            return Toast(
                _("“%(name)s” is offered again.") % {"name": bring_back_fulfilment_method(**target).name}
            )
        return Toast(
            _("“%(name)s” is no longer offered. Agreed orders keep it.")
            % {"name": retire_fulfilment_method(**target).name}
        )

    return act_and_redirect(request, do, to=request.desk.url("settings_fulfilment_methods"))


def _fulfilment_method_page(request: DeskRequest, method: FulfilmentMethod | None) -> HttpResponse:
    desk = request.desk
    form = FulfilmentMethodForm(desk.store, request.POST if request.method == "POST" else None, method=method)

    def act() -> None:
        if method is None:
            add_fulfilment_method(actor=desk.actor, method_input=form.to_input(), now=timezone.now())
        else:
            change_fulfilment_method(
                actor=desk.actor,
                fulfilment_method_id=method.pk,
                method_input=form.to_input(),
                now=timezone.now(),
            )

    if request.method == "POST":
        response = submit(request, form, act, desk.url("settings_fulfilment_methods"))
        if response:
            return response
    return settings_page(
        request,
        "settings_fulfilment_methods",
        "fulfilment_method",
        {"form": form, "fulfilment_method": method},
        422 if form.errors else 200,
    )
