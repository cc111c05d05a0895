"""What programs may do: API keys, and the addresses that are told what happens (H4)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.faces.desk.responses import Toast, answer
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.desk.settings.pages import page
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
    """What a key is called and may do."""

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
    """Where to tell, and what."""

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


def keys(request: DeskRequest) -> HttpResponse:
    """The keys; and a new one, whose secret is shown once, on this very answer."""
    desk = request.desk
    form = KeyForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = create_key(actor=desk.actor, name=said["name"], scopes=said["scopes"], now=timezone.now())
            secret, form = made.secret, KeyForm()
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            _mark(form, refusal)
    found = ApiKey.objects.filter(store=desk.store).order_by("-pk")[:200]
    response = page(
        request, "settings_keys", "keys", {"form": form, "keys": list(found), "secret": secret},
        422 if form.errors else 200,
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


def key(request: DeskRequest, key_id: int) -> HttpResponse:
    """Revoke a key."""

    def do() -> Toast:
        gone = revoke_key(actor=request.desk.actor, key_id=key_id, now=timezone.now())
        return Toast(_("“%(name)s” no longer works.") % {"name": gone.name})

    return answer(request, do, to=request.desk.url("settings_keys"))


def webhooks(request: DeskRequest) -> HttpResponse:
    """The addresses that are told; and a new one, whose secret is shown once."""
    desk = request.desk
    form = EndpointForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            added = add_endpoint(actor=desk.actor, url=said["url"], events=said["events"], now=timezone.now())
            secret, form = added.secret, EndpointForm()
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            _mark(form, refusal)
    context = {"form": form, "endpoints": _endpoints(desk), "secret": secret}
    response = page(request, "settings_webhooks", "webhooks", context, 422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def webhook(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """One address: what was told when; on, off, again, gone."""
    desk = request.desk
    if request.method == "POST":
        return _webhook_act(request, endpoint_id)
    endpoint = endpoint_for(desk.actor, endpoint_id)
    context = {
        "endpoint": endpoint,
        "events": _named(endpoint),
        "deliveries": list(deliveries_to(desk.actor, endpoint_id)[:DELIVERIES_SHOWN]),
    }
    return page(request, "settings_webhooks", "webhook", context)


def _endpoints(desk: Desk) -> list[tuple[Endpoint, list[str]]]:
    return [(endpoint, _named(endpoint)) for endpoint in endpoints_of(desk.actor)]


def _named(endpoint: Endpoint) -> list[str]:
    """The events it is told, as programs know them; none for every event."""
    return endpoint.events.split()


def _webhook_act(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    desk, (verb, _colon, value) = request.desk, request.POST.get("do", "").partition(":")
    there: dict[str, Any] = {"actor": desk.actor, "endpoint_id": endpoint_id, "now": timezone.now()}
    if verb == "remove":
        remove_endpoint(**there)
        messages.success(request, _("The webhook was removed."))
        return HttpResponseRedirect(desk.url("settings_webhooks"))

    def do() -> Toast:
        if verb == "again":
            delivery = whole_number(value) or 0
            redeliver(**there, delivery_id=delivery)
            return Toast(_("It is sent again."))
        is_on = verb == "on"
        change_endpoint(**there, active=is_on)
        return Toast(_("Events are sent to it from now on.") if is_on else _("Sending is paused."))

    return answer(request, do, to=desk.url("settings_webhook", endpoint_id))


def _mark(form: forms.Form, refusal: Refusal) -> None:
    field = str(refusal.facts.get("field", ""))
    form.add_error(field if field in form.fields else None, str(refusal))
