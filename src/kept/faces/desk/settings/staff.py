"""Settings of the store's staff: people, roles and invitations (B5)."""

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.faces.desk.responses import Toast, act_and_redirect
from kept.faces.desk.routing import DeskRequest
from kept.faces.desk.settings.pages import settings_page, submit
from kept.stores.actions.change_role import change_role
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.actions.remove_staff import remove_staff
from kept.stores.actions.withdraw_invitation import withdraw_invitation
from kept.stores.models import Invitation, Staff
from kept.stores.roles import Role

ROLE_WORDS = {
    Role.OWNER: gettext_lazy("everything, people included"),
    Role.MANAGER: gettext_lazy("everything but people"),
    Role.FULFILMENT: gettext_lazy("sees orders, advances them, counts stock"),
    Role.SUPPORT: gettext_lazy("looks after orders and customers, sees money"),
    Role.ACCOUNTANT: gettext_lazy("reads orders, customers and money"),
}


class InviteForm(forms.Form):
    """The e-mail and the role of somebody who is invited."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.FULFILMENT)


def staff(request: DeskRequest) -> HttpResponse:
    """Show the staff and the open invitations; invite somebody."""
    desk = request.desk
    form = InviteForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        data = form.cleaned_data
        invite_staff(actor=desk.actor, email=data["email"], role=data["role"], now=timezone.now())

    if request.method == "POST":
        invited = _("An invitation is on its way to %(email)s.")
        response = submit(request, form, act, desk.url("settings_staff"), done=invited)
        if response:
            return response
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
    return settings_page(request, "settings_staff", "staff", context, 422 if form.errors else 200)


def member(request: DeskRequest, staff_id: int) -> HttpResponse:
    """Change somebody's role, or remove them from the store."""
    desk = request.desk

    def do() -> Toast:
        if request.POST.get("do") == "remove":
            removed = remove_staff(actor=desk.actor, staff_id=staff_id, now=timezone.now())
            return Toast(_("%(name)s no longer belongs to the store.") % {"name": removed.user})
        changed = change_role(
            actor=desk.actor, staff_id=staff_id, role=request.POST.get("role", ""), now=timezone.now()
        )
        return Toast(_("%(name)s: %(role)s.") % {"name": changed.user, "role": Role(changed.role).label})

    return act_and_redirect(request, do)


def invitation(request: DeskRequest, invitation_id: int) -> HttpResponse:
    """Withdraw an invitation."""

    def do() -> Toast:
        withdraw_invitation(actor=request.desk.actor, invitation_id=invitation_id, now=timezone.now())
        return Toast(_("The invitation is withdrawn."))

    return act_and_redirect(request, do, to=request.desk.url("settings_staff"))
