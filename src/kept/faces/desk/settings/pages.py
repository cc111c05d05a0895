"""The parts that all pages of the settings share: the list of sections, and the answer to a form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.faces.desk.routing import DeskRequest
from kept.kit.refusals import NotAllowed, NotFound, Refusal
from kept.stores.roles import May

SECTIONS = [
    ("settings", gettext_lazy("Store")),
    ("settings_hours", gettext_lazy("Opening hours")),
    ("settings_fulfilment_methods", gettext_lazy("Delivery and pickup")),
    ("settings_words", gettext_lazy("Status names")),
    ("settings_review", gettext_lazy("Review before confirmation")),
    ("settings_messages", gettext_lazy("Messages")),
    ("settings_staff", gettext_lazy("People")),
    ("settings_keys", gettext_lazy("API keys")),
    ("settings_webhooks", gettext_lazy("Webhooks")),
]


def settings_page(
    request: DeskRequest, part: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render one page of the settings."""
    desk = request.desk
    parts = [
        {"label": label, "url": desk.url(route), "current": route == part}
        for route, label in SECTIONS
        if desk.may_look(route)
    ]
    shared = {"here": "settings", "parts": parts, "may_write": desk.actor.may(May.WRITE_SETTINGS)}
    return render(request, f"desk/settings/{template}.html", {**shared, **context}, status=status)


def submit(
    request: DeskRequest, form: forms.Form, act: Callable[[], Any], to: str, *, done: str = ""
) -> HttpResponse | None:
    """Act on a valid form and redirect to `to`; return None where the page has to be shown again.

    `done` is the message, if it says more than “Saved.”, and may name what was typed: `%(email)s`.
    """
    if not form.is_valid():
        return None
    try:
        act()
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        field = str(refusal.facts.get("field", ""))
        form.add_error(field if field in form.fields else None, str(refusal))
        return None
    messages.success(request, (done or _("Saved.")) % form.cleaned_data)
    return HttpResponseRedirect(to)
