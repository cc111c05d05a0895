"""Who runs the store: people, roles, invitations, and the page on which somebody accepts one (B5)."""

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.faces.desk.responses import Toast, answer
from kept.faces.desk.routing import DeskRequest
from kept.faces.desk.settings.pages import attempt, page
from kept.kit.refusals import Refusal
from kept.stores.actions.accept_invitation import accept_invitation
from kept.stores.actions.change_role import change_role
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.actions.remove_staff import remove_staff
from kept.stores.actions.withdraw_invitation import withdraw_invitation
from kept.stores.models import Invitation, Staff, User
from kept.stores.queries import invitation_by_token
from kept.stores.roles import Role

ROLE_WORDS = {
    Role.OWNER: gettext_lazy("everything, people included"),
    Role.MANAGER: gettext_lazy("everything but people"),
    Role.FULFILMENT: gettext_lazy("sees orders, advances them, counts stock"),
    Role.SUPPORT: gettext_lazy("looks after orders and customers, sees money"),
    Role.ACCOUNTANT: gettext_lazy("reads orders, customers and money"),
}


class InviteForm(forms.Form):
    """Who is invited, as what."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.FULFILMENT)


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


def people(request: DeskRequest) -> HttpResponse:
    """Who has a place, who is invited; and inviting somebody."""
    desk = request.desk
    form = InviteForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        said = form.cleaned_data
        invite_staff(actor=desk.actor, email=said["email"], role=said["role"], now=timezone.now())

    if request.method == "POST":
        invited = _("An invitation is on its way to %(email)s.")
        done = attempt(request, form, act, desk.url("settings_staff"), done=invited)
        if done:
            return done
    now = timezone.now()
    waiting = Invitation.objects.filter(store=desk.store, accepted_at=None).order_by("-pk")
    context = {
        "form": form,
        "places": list(
            Staff.objects.filter(store=desk.store, active=True).select_related("user").order_by("pk")
        ),
        "waiting": [(one, one.expires_at < now) for one in waiting[:100]],
        "roles": [(role.value, role.label, ROLE_WORDS[role]) for role in Role],
        "me": desk.actor.id,
    }
    return page(request, "settings_staff", "staff", context, 422 if form.errors else 200)


def place(request: DeskRequest, staff_id: int) -> HttpResponse:
    """Another role for somebody, or none any more."""
    desk = request.desk

    def do() -> Toast:
        if request.POST.get("do") == "remove":
            gone = remove_staff(actor=desk.actor, staff_id=staff_id, now=timezone.now())
            return Toast(_("%(name)s no longer belongs to the store.") % {"name": gone.user})
        kept = change_role(
            actor=desk.actor, staff_id=staff_id, role=request.POST.get("role", ""), now=timezone.now()
        )
        return Toast(_("%(name)s: %(role)s.") % {"name": kept.user, "role": Role(kept.role).label})

    return answer(request, do)


def invitation(request: DeskRequest, invitation_id: int) -> HttpResponse:
    """Withdraw an invitation."""

    def do() -> Toast:
        withdraw_invitation(actor=request.desk.actor, invitation_id=invitation_id, now=timezone.now())
        return Toast(_("The invitation is withdrawn."))

    return answer(request, do, to=request.desk.url("settings_staff"))


def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of an invitation. No place in a store is needed to see it, only the link."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    found = invitation_by_token(token, now=timezone.now())
    user = request.user if isinstance(request.user, User) else None
    known = user is None and User.objects.filter(email=found.email).exists()
    if known:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (user or form.is_valid()):
        said = {"name": "", "password": ""} if user else form.cleaned_data
        try:
            taken = accept_invitation(token=token, user=user, now=timezone.now(), **said)
        except Refusal as refusal:
            field = str(refusal.facts.get("field", ""))
            if user or field not in form.fields:
                raise
            form.add_error(field, str(refusal))
        else:
            if user is None:
                login(request, taken.user)
            messages.success(request, _("Welcome to %(store)s.") % {"store": taken.store})
            return HttpResponseRedirect(reverse("desk:start", args=[taken.store.slug]))
    context = {
        "invitation": found,
        "form": form,
        "user_name": str(user) if user else "",
        "role": Role(found.role).label,
    }
    return render(request, "desk/account/join.html", context, status=422 if form.errors else 200)
