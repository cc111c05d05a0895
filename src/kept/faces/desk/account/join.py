"""The page on which somebody accepts an invitation to a store (B5)."""

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.kit.refusals import Refusal
from kept.stores.actions.accept_invitation import accept_invitation
from kept.stores.models import User
from kept.stores.queries import invitation_by_token
from kept.stores.roles import Role


class JoinForm(forms.Form):
    """A new person's name and password."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"), max_length=200, strip=False,
        help_text=gettext_lazy("At least ten characters. A few words in a row are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: the page behind its link. Nothing but the link is needed to see it."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    invitation = invitation_by_token(token, now=timezone.now())
    user = request.user if isinstance(request.user, User) else None
    has_account = user is None and User.objects.filter(email=invitation.email).exists()
    if has_account:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (user or form.is_valid()):
        data = {"name": "", "password": ""} if user else form.cleaned_data
        try:
            member = accept_invitation(token=token, user=user, now=timezone.now(), **data)
        except Refusal as refusal:
            field = str(refusal.facts.get("field", ""))
            if user or field not in form.fields:
                raise
            form.add_error(field, str(refusal))
        else:
            if user is None:
                login(request, member.user)
            messages.success(request, _("Welcome to %(store)s.") % {"store": member.store})
            return HttpResponseRedirect(reverse("desk:start", args=[member.store.slug]))
    context = {
        "invitation": invitation,
        "form": form,
        "user_name": str(user) if user else "",
        "role": Role(invitation.role).label,
    }
    return render(request, "desk/account/join.html", context, status=422 if form.errors else 200)
