"""The page on which somebody changes the address that they sign in with (B5).

The new one counts once its link was opened; until then the old one does.
"""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.accounts.actions.change_address import change_address
from kept.accounts.actions.request_address_change import request_address_change
from kept.accounts.queries import proof_for
from kept.accounts.refusals import LinkOver
from kept.faces.desk.account.forms import NewAddressForm
from kept.faces.desk.account.password import link_over
from kept.kit.refusals import Refusal
from kept.stores.models import User


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Ask for another address, of somebody who has just said again that it is they."""
    user = cast("User", request.user)
    form = NewAddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            new = request_address_change(
                person=user, address=form.cleaned_data["email"], language=get_language() or "en",
                now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(
                request,
                _("A link is on its way to %(address)s. Open it here, then that address counts.")
                % {"address": new},
            )
            return HttpResponseRedirect(reverse("account_email"))
    return render(
        request,
        "desk/account/address.html",
        {"form": form, "person": user},
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the new address: the page behind the link that went there. Looking changes nothing."""
    user = cast("User", request.user)
    try:
        proof = proof_for(user, token)
        if request.method == "POST":
            person = change_address(
                person=user, token=token, language=get_language() or "en", now=timezone.now()
            )
            messages.success(
                request, _("You sign in with %(address)s from now on.") % {"address": person.email}
            )
            return HttpResponseRedirect(reverse("desk:home"))
    except LinkOver as refusal:
        return link_over(request, refusal)
    return render(request, "desk/account/confirm_address.html", {"proof": proof})
