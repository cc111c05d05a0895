"""The pages for somebody who has forgotten their password: ask, look into the mail, choose (B5)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kept.accounts.actions.request_password_reset import request_password_reset
from kept.accounts.actions.reset_password import reset_password
from kept.accounts.queries import person_of_reset
from kept.accounts.refusals import BadPassword, LinkOver
from kept.faces.desk.account.devices import note_proven_user
from kept.faces.desk.account.forms import ForgotPasswordForm, NewPasswordForm
from kept.stores.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link to a new password. The answer is the same, and as quick, whether or not anybody signs in so."""
    form = ForgotPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"].lower()
        request_password_reset(address=address, language=get_language() or "en", now=timezone.now())
        return HttpResponseRedirect(reverse("account_reset_password_done"))
    status = 422 if form.errors else 200
    return render(request, "desk/account/forgotten.html", {"form": form}, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say where to look now."""
    return render(request, "desk/account/forgotten_sent.html")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """Choose the new password: the page behind the link. Looking at it uses nothing up."""
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    try:
        person = person_of_reset(token)
        if request.method == "POST" and form.is_valid():
            return _save(request, token, form)
    except LinkOver as refusal:
        return link_over(request, refusal)
    return _form_page(request, form, person)


def link_over(request: HttpRequest, refusal: LinkOver) -> HttpResponse:
    """Return the page of a link that opens nothing any more."""
    context = {"sentence": str(refusal)}
    return render(request, "desk/account/link_over.html", context, status=refusal.status)


def _form_page(request: HttpRequest, form: NewPasswordForm, person: User) -> HttpResponse:
    context = {"form": form, "address": person.email}
    return render(request, "desk/account/new_password.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, token: str, form: NewPasswordForm) -> HttpResponse:
    password = form.cleaned_data["password"]
    try:
        person = reset_password(
            token=token, password=password, language=get_language() or "en", now=timezone.now()
        )
    except BadPassword as refusal:
        form.add_error("password", str(refusal))
        return _form_page(request, form, person_of_reset(token))
    note_proven_user(request=request, user=person)
    messages.success(request, _("Your new password is saved. Sign in with it."))
    return HttpResponseRedirect(reverse("account_login"))
