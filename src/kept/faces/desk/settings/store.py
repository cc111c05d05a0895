"""The store's settings: what customers read about it, its words, what is held, what is sent (C2, C3, A7)."""

from typing import Any

from django import forms
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from kept.faces.desk.responses import Toast, answer
from kept.faces.desk.routing import DeskRequest
from kept.faces.desk.settings.forms import StoreForm
from kept.faces.desk.settings.pages import attempt, page
from kept.faces.ui.brand import contrast
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
from kept.stores.actions.set_review_rules import LONGEST_REMINDER_MINUTES, set_review_rules
from kept.stores.actions.set_status_words import set_status_words
from kept.stores.inputs import ReviewRules


class ReviewForm(forms.Form):
    """Which orders wait for a person."""

    every = forms.BooleanField(required=False)
    first = forms.BooleanField(required=False)
    above = forms.CharField(required=False, max_length=20)
    channels = forms.MultipleChoiceField(
        required=False, choices=[(channel.value, channel.label) for channel in ORDER_CHANNELS]
    )
    reminder_minutes = forms.IntegerField(min_value=0, max_value=LONGEST_REMINDER_MINUTES, required=False)


class MessagesForm(forms.Form):
    """What is sent, and after how long."""

    sent = forms.MultipleChoiceField(
        required=False, choices=[(kind.value, kind.label) for kind in OPTIONAL_KINDS]
    )
    burst_seconds = forms.IntegerField(min_value=0, max_value=600)


def details(request: DeskRequest) -> HttpResponse:
    """What customers learn about the store, and by which its sums and times are made."""
    desk = request.desk
    form = StoreForm(desk.store, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        there = desk.url("settings")
        done = attempt(
            request,
            form,
            lambda: change_store(actor=desk.actor, details=form.asked(), now=timezone.now()),
            there,
        )
        if done:
            return done
    store = desk.store
    context = {
        "form": form,
        "logo_url": default_storage.url(store.logo.name) if store.logo else "",
        "pale": min(contrast(store.accent, "#fffefc"), contrast(store.accent, "#1b2027")) < 3,
    }
    return page(request, "settings", "store", context, 422 if form.errors else 200)


def logo(request: DeskRequest) -> HttpResponse:
    """Another logo, or none."""

    def do() -> Toast:
        sent = request.FILES.get("logo")
        if sent is None and request.POST.get("do") != "remove":
            raise Invalid(_("Choose a picture first."))
        data = sent.read(MOST_BYTES + 1) if sent else None
        set_logo(actor=request.desk.actor, data=data, now=timezone.now())
        return Toast(_("The logo was replaced.") if data else _("The logo was removed."))

    return answer(request, do, to=request.desk.url("settings"))


def open_or_closed(request: DeskRequest) -> HttpResponse:
    """Whether the shop takes orders at the moment."""

    def do() -> Toast:
        is_open = request.POST.get("open") == "on"
        set_open(actor=request.desk.actor, is_open=is_open, now=timezone.now())
        return Toast(
            _("The shop takes orders.")
            if is_open
            else _("The shop takes no orders for now. You can still enter orders here.")
        )

    return answer(request, do, to=request.desk.url("settings"))


def words(request: DeskRequest) -> HttpResponse:
    """The store's own words for the statuses, in each of its languages."""
    desk = request.desk
    typed = {
        language: {status: request.POST.get(f"{language}-{status}", "") for status in STATUS_WORDS}
        for language in desk.store.languages
    }
    problem = ""
    if request.method == "POST":
        try:
            set_status_words(actor=desk.actor, words=typed, now=timezone.now())
            return answer(request, lambda: Toast(_("Saved.")), to=desk.url("settings_words"))
        except Invalid as refusal:
            problem = str(refusal)
    known = typed if problem else desk.store.status_words
    rows = [
        (status, word, [_word(language, status, known) for language in desk.store.languages])
        for status, word in STATUS_WORDS.items()
    ]
    context = {"rows": rows, "languages": [code.upper() for code in desk.store.languages], "problem": problem}
    return page(request, "settings_words", "words", context, 422 if problem else 200)


def review(request: DeskRequest) -> HttpResponse:
    """Which orders are held until somebody confirms them."""
    desk, rules = request.desk, request.desk.store.review_rules
    above = rules.get("above")
    limit = "" if above is None else input_amount(above, desk.store.currency, get_language() or "en")
    known = {**rules, "above": limit, "reminder_minutes": desk.store.review_reminder_minutes}
    form = ReviewForm(request.POST) if request.method == "POST" else ReviewForm(initial=known)
    if request.method == "POST":
        done = attempt(request, form, lambda: _set_review(request, form), desk.url("settings_review"))
        if done:
            return done
    shown = form.data if form.is_bound else known
    chosen = form.data.getlist("channels") if form.is_bound else rules.get("channels", [])  # type: ignore[attr-defined]
    context = {
        "form": form,
        "shown": {name: shown.get(name) for name in ("every", "first", "above", "reminder_minutes")},
        "channels": [(channel.value, channel.label, channel.value in chosen) for channel in ORDER_CHANNELS],
    }
    return page(request, "settings_review", "review", context, 422 if form.errors else 200)


def sent(request: DeskRequest) -> HttpResponse:
    """Which messages go out, and how long quick edits are gathered into one."""
    desk, off = request.desk, request.desk.store.messages_off
    on = [kind.value for kind in OPTIONAL_KINDS if kind.value not in off]
    known = {"sent": on, "burst_seconds": desk.store.burst_seconds}
    form = MessagesForm(request.POST) if request.method == "POST" else MessagesForm(initial=known)
    if request.method == "POST":
        done = attempt(request, form, lambda: _set_messages(request, form), desk.url("settings_messages"))
        if done:
            return done
        on = request.POST.getlist("sent")
    context = {"form": form, "kinds": [(kind.value, kind.label, kind.value in on) for kind in OPTIONAL_KINDS]}
    return page(request, "settings_messages", "messages", context, 422 if form.errors else 200)


def _set_review(request: DeskRequest, form: ReviewForm) -> None:
    said, store = form.cleaned_data, request.desk.store
    above = said["above"].strip()
    try:
        limit = parse_amount(above, store.currency, get_language() or "en") if above else None
    except Refusal as refusal:
        raise Invalid(str(refusal), field="above") from refusal
    rules = ReviewRules(
        said["every"], limit, said["first"], tuple(said["channels"]), said["reminder_minutes"] or 0
    )
    set_review_rules(actor=request.desk.actor, rules=rules, now=timezone.now())


def _set_messages(request: DeskRequest, form: MessagesForm) -> None:
    said = form.cleaned_data
    off = [kind.value for kind in OPTIONAL_KINDS if kind.value not in said["sent"]]
    set_messages(actor=request.desk.actor, off=off, burst_seconds=said["burst_seconds"], now=timezone.now())


def _word(language: str, status: str, known: dict[str, Any]) -> dict[str, str]:
    with override(language):
        usual = str(STATUS_WORDS[status])
    return {
        "name": f"{language}-{status}",
        "value": known.get(language, {}).get(status, ""),
        "usual": usual,
        "language": language,
    }
