"""Settings of the store: details, words for statuses, review rules, messages (C2, C3, A7)."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kept.faces.desk.responses import Toast, act_and_redirect
from kept.faces.desk.routing import DeskRequest
from kept.faces.desk.settings.forms import StoreForm
from kept.faces.desk.settings.pages import settings_page, submit
from kept.faces.ui.brand import contrast
from kept.faces.ui.locales import number_locale
from kept.faces.ui.templatetags.kept import STATUS_WORDS
from kept.kit.money import input_amount, parse_amount
from kept.kit.pictures import MOST_BYTES
from kept.kit.refusals import Invalid, Refusal
from kept.messages.optional import OPTIONAL_KINDS
from kept.orders.channels import ORDER_CHANNELS
from kept.stores.actions.change_store import change_store
from kept.stores.actions.set_logo import set_logo
from kept.stores.actions.set_messages import set_messages
from kept.stores.actions.set_open import set_open
from kept.stores.actions.set_review_rules import LONGEST_REMINDER_MINUTES, MOST_PIECES, set_review_rules
from kept.stores.actions.set_status_words import set_status_words
from kept.stores.inputs import ReviewRules
from kept.stores.order_limits import OrderLimits, limits_of


class ReviewForm(forms.Form):
    """The rules by which orders are put under review."""

    every = forms.BooleanField(required=False)
    first = forms.BooleanField(required=False)
    above = forms.CharField(required=False, max_length=20)
    channels = forms.MultipleChoiceField(
        required=False, choices=[(channel.value, channel.label) for channel in ORDER_CHANNELS]
    )
    reminder_minutes = forms.IntegerField(min_value=0, max_value=LONGEST_REMINDER_MINUTES, required=False)
    most_of_article = forms.IntegerField(min_value=0, max_value=MOST_PIECES, required=False)
    most_unproven = forms.IntegerField(min_value=0, max_value=MOST_PIECES, required=False)
    share_percent = forms.IntegerField(min_value=0, max_value=100, required=False)


class MessagesForm(forms.Form):
    """The messages that are sent, and how long quick edits are gathered."""

    sent = forms.MultipleChoiceField(
        required=False, choices=[(kind.value, kind.label) for kind in OPTIONAL_KINDS]
    )
    burst_seconds = forms.IntegerField(min_value=0, max_value=600)


def details(request: DeskRequest) -> HttpResponse:
    """Change the store's details: what customers read, and what its sums and times follow."""
    desk = request.desk
    form = StoreForm(desk.store, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        response = submit(
            request,
            form,
            lambda: change_store(actor=desk.actor, details=form.to_input(), now=timezone.now()),
            desk.url("settings"),
        )
        if response:
            return response
    store = desk.store
    context = {
        "form": form,
        "logo_url": default_storage.url(store.logo.name) if store.logo else "",
        "pale": min(contrast(store.accent, "#fffefc"), contrast(store.accent, "#1b2027")) < 3,
    }
    return settings_page(request, "settings", "store", context, 422 if form.errors else 200)


def logo(request: DeskRequest) -> HttpResponse:
    """Set another logo, or remove it."""

    def do() -> Toast:
        upload = request.FILES.get("logo")
        if upload is None and request.POST.get("do") != "remove":
            raise Invalid(_("Choose a picture first."))
        data = upload.read(MOST_BYTES + 1) if upload else None
        set_logo(actor=request.desk.actor, data=data, now=timezone.now())
        return Toast(_("The logo was replaced.") if data else _("The logo was removed."))

    return act_and_redirect(request, do, to=request.desk.url("settings"))


def open_or_close(request: DeskRequest) -> HttpResponse:
    """Open the shop for orders, or close it."""

    def do() -> Toast:
        is_open = request.POST.get("open") == "on"
        set_open(actor=request.desk.actor, is_open=is_open, now=timezone.now())
        return Toast(
            _("The shop takes orders.")
            if is_open
            else _("The shop takes no orders for now. You can still enter orders here.")
        )

    return act_and_redirect(request, do, to=request.desk.url("settings"))


def status_words(request: DeskRequest) -> HttpResponse:
    """Change the store's own words for the statuses, in each of its languages."""
    desk = request.desk
    typed = {
        language: {status: request.POST.get(f"{language}-{status}", "") for status in STATUS_WORDS}
        for language in desk.store.languages
    }
    problem = ""
    if request.method == "POST":
        try:
            set_status_words(actor=desk.actor, words=typed, now=timezone.now())
            return act_and_redirect(request, lambda: Toast(_("Saved.")), to=desk.url("settings_words"))
        except Invalid as refusal:
            problem = str(refusal)
    values = typed if problem else desk.store.status_words
    rows = [
        (status, word, [_word_field(language, status, values) for language in desk.store.languages])
        for status, word in STATUS_WORDS.items()
    ]
    context = {"rows": rows, "languages": [code.upper() for code in desk.store.languages], "problem": problem}
    return settings_page(request, "settings_words", "words", context, 422 if problem else 200)


def review(request: DeskRequest) -> HttpResponse:
    """Change the rules by which orders are put under review."""
    desk, rules = request.desk, request.desk.store.review_rules
    above = rules.get("above")
    limit = "" if above is None else input_amount(above, desk.store.currency, number_locale())
    current = {
        **rules,
        **asdict(limits_of(desk.store)),
        "above": limit,
        "reminder_minutes": desk.store.review_reminder_minutes,
    }
    form = ReviewForm(request.POST) if request.method == "POST" else ReviewForm(initial=current)
    if request.method == "POST":
        response = submit(request, form, lambda: _set_review(request, form), desk.url("settings_review"))
        if response:
            return response
    values = form.data if form.is_bound else current
    chosen = form.data.getlist("channels") if form.is_bound else rules.get("channels", [])  # type: ignore[attr-defined]
    context = {
        "form": form,
        "shown": {name: values.get(name) for name in form.fields if name != "channels"},
        "channels": [(channel.value, channel.label, channel.value in chosen) for channel in ORDER_CHANNELS],
    }
    return settings_page(request, "settings_review", "review", context, 422 if form.errors else 200)


def sent_messages(request: DeskRequest) -> HttpResponse:
    """Change which messages are sent, and how long quick edits are gathered into one."""
    desk, off = request.desk, request.desk.store.messages_off
    on = [kind.value for kind in OPTIONAL_KINDS if kind.value not in off]
    current = {"sent": on, "burst_seconds": desk.store.burst_seconds}
    form = MessagesForm(request.POST) if request.method == "POST" else MessagesForm(initial=current)
    if request.method == "POST":
        response = submit(request, form, lambda: _set_messages(request, form), desk.url("settings_messages"))
        if response:
            return response
        on = request.POST.getlist("sent")
    context = {"form": form, "kinds": [(kind.value, kind.label, kind.value in on) for kind in OPTIONAL_KINDS]}
    return settings_page(request, "settings_messages", "messages", context, 422 if form.errors else 200)


def _set_review(request: DeskRequest, form: ReviewForm) -> None:
    data, store = form.cleaned_data, request.desk.store
    above = data["above"].strip()
    try:
        limit = parse_amount(above, store.currency, number_locale()) if above else None
    except Refusal as refusal:
        raise Invalid(str(refusal), field="above") from refusal
    limits = OrderLimits(*(data[name] or 0 for name in ("most_of_article", "most_unproven", "share_percent")))
    rules = ReviewRules(
        data["every"], limit, data["first"], tuple(data["channels"]), data["reminder_minutes"] or 0, limits
    )
    set_review_rules(actor=request.desk.actor, rules=rules, now=timezone.now())


def _set_messages(request: DeskRequest, form: MessagesForm) -> None:
    data = form.cleaned_data
    off = [kind.value for kind in OPTIONAL_KINDS if kind.value not in data["sent"]]
    set_messages(actor=request.desk.actor, off=off, burst_seconds=data["burst_seconds"], now=timezone.now())


def _word_field(language: str, status: str, values: dict[str, Any]) -> dict[str, str]:
    with override(language):
        usual = str(STATUS_WORDS[status])
    return {
        "name": f"{language}-{status}",
        "value": values.get(language, {}).get(status, ""),
        "usual": usual,
        "language": language,
    }
