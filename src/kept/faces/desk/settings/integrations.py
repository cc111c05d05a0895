"""Settings of integrations: API keys and webhooks (H4)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.faces.desk.responses import Toast, act_and_redirect
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.desk.settings.pages import settings_page
from kept.kit.refusals import NotAllowed, NotFound, Refusal
from kept.kit.text import whole_number
from kept.stores.actions.create_key import create_key
from kept.stores.actions.revoke_key import revoke_key
from kept.stores.models import ApiKey
from kept.stores.roles import SCOPES
from kept.webhooks.actions.add_endpoint import add_endpoint
from kept.webhooks.actions.change_endpoint import change_endpoint
from kept.webhooks.actions.redeliver import redeliver
from kept.webhooks.actions.remove_endpoint import remove_endpoint
from kept.webhooks.models import Endpoint
from kept.webhooks.queries import deliveries_to, endpoint_for, endpoints_of, event_names

DELIVERIES_SHOWN = 50


class KeyForm(forms.Form):
    """An API key's name and scopes."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("Which program has it, such as “till”."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), choices=[(one.value, one.value) for one in SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class EndpointForm(forms.Form):
    """A webhook's address and events."""

    url = forms.CharField(label=gettext_lazy("Address"), max_length=500, widget=forms.URLInput())
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Only these events"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: every event."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        events = self.fields["events"]
        assert isinstance(events, forms.MultipleChoiceField)
        events.choices = [(name, name) for name in event_names()]


def key_list(request: DeskRequest) -> HttpResponse:
    """List the API keys; create one, whose secret is shown once, in this very response."""
    desk = request.desk
    form = KeyForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            created = create_key(
                actor=desk.actor, name=data["name"], scopes=data["scopes"], now=timezone.now()
            )
            secret, form = created.secret, KeyForm()
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            _add_refusal(form, refusal)
    keys = ApiKey.objects.filter(store=desk.store).order_by("-pk")[:200]
    response = settings_page(
        request, "settings_keys", "keys", {"form": form, "keys": list(keys), "secret": secret},
        422 if form.errors else 200,
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


def revoke(request: DeskRequest, key_id: int) -> HttpResponse:
    """Revoke an API key."""

    def do() -> Toast:
        revoked = revoke_key(actor=request.desk.actor, key_id=key_id, now=timezone.now())
        return Toast(_("“%(name)s” no longer works.") % {"name": revoked.name})

    return act_and_redirect(request, do, to=request.desk.url("settings_keys"))


def webhook_list(request: DeskRequest) -> HttpResponse:
    """List the webhooks; add one, whose secret is shown once."""
    desk = request.desk
    form = EndpointForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added = add_endpoint(actor=desk.actor, url=data["url"], events=data["events"], now=timezone.now())
            secret, form = added.secret, EndpointForm()
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            _add_refusal(form, refusal)
    context = {"form": form, "endpoints": _endpoints(desk), "secret": secret}
    response = settings_page(request, "settings_webhooks", "webhooks", context, 422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def webhook_page(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """Show one webhook with its deliveries; switch it on or off, deliver again, remove it."""
    desk = request.desk
    if request.method == "POST":
        return _webhook_act(request, endpoint_id)
    endpoint = endpoint_for(desk.actor, endpoint_id)
    context = {
        "endpoint": endpoint,
        "events": _event_names(endpoint),
        "deliveries": list(deliveries_to(desk.actor, endpoint_id)[:DELIVERIES_SHOWN]),
    }
    return settings_page(request, "settings_webhooks", "webhook", context)


def _endpoints(desk: Desk) -> list[tuple[Endpoint, list[str]]]:
    return [(endpoint, _event_names(endpoint)) for endpoint in endpoints_of(desk.actor)]


def _event_names(endpoint: Endpoint) -> list[str]:
    """Return the public names of the events that it gets; none for every event."""
    return endpoint.events.split()


def _webhook_act(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    desk, (verb, _colon, value) = request.desk, request.POST.get("do", "").partition(":")
    target: dict[str, Any] = {"actor": desk.actor, "endpoint_id": endpoint_id, "now": timezone.now()}
    if verb == "remove":
        remove_endpoint(**target)
        messages.success(request, _("The webhook was removed."))
        return HttpResponseRedirect(desk.url("settings_webhooks"))

    def do() -> Toast:
        if verb == "again":
            redeliver(**target, delivery_id=whole_number(value) or 0)
            return Toast(_("It is sent again."))
        is_on = verb == "on"
        change_endpoint(**target, active=is_on)
        return Toast(_("Events are sent to it from now on.") if is_on else _("Sending is paused."))

    return act_and_redirect(request, do, to=desk.url("settings_webhook", endpoint_id))


def _add_refusal(form: forms.Form, refusal: Refusal) -> None:
    field = str(refusal.facts.get("field", ""))
    form.add_error(field if field in form.fields else None, str(refusal))
