"""Accept an invitation to the staff of a store (B5)."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.text import one_line
from kept.kit.tokens import hash_token
from kept.kit.transactions import durable
from kept.stores.events import InvitationAccepted
from kept.stores.models import Invitation, Staff, User
from kept.stores.queries import has_unproven_address, staff_actor
from kept.stores.refusals import AddressUnproven, AlreadyHere, BadStore, InvitationOver


def accept_invitation(*, token: str, user: User | None, name: str, password: str, now: datetime) -> Staff:
    """Make the holder of the invitation's link a staff member. There is no actor before that.

    `user` is the person who is signed in; None creates one from `name` and `password`, with the invitation's address,
    which the message has proven. Whoever already has a sign-in must use it: a link alone never sets a password.
    Raises InvitationOver, AddressUnproven, AlreadyHere or BadStore.
    """
    with durable():
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("store")
            .filter(token_hash=hash_token(token), accepted_at=None, expires_at__gt=now)
            .first()
        )
        if invitation is None:
            raise InvitationOver
        if user and has_unproven_address(user):
            raise AddressUnproven
        person = user or _new_person(invitation, name, password)
        member, created = Staff.objects.get_or_create(
            store=invitation.store, user=person, defaults={"role": invitation.role, "joined_at": now}
        )
        if not created:
            if member.active:
                raise AlreadyHere
            member.role, member.active = invitation.role, True
            member.save(update_fields=["role", "active"])
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        event = InvitationAccepted(invitation_id=invitation.pk, staff_id=member.pk, role=member.role)
        record(event, actor=staff_actor(member, person), now=now, subject=member)
    return member


def _new_person(invitation: Invitation, name: str, password: str) -> User:
    if User.objects.filter(email=invitation.email).exists():
        raise BadStore(_("There is a sign-in for this address. Sign in first, then open the link again."))
    clean_name = one_line(name, 120, "name")
    if not clean_name:
        raise BadStore(_("Write your name, so that colleagues know who did what."), field="name")
    try:
        validate_password(password, User(email=invitation.email, name=clean_name))
    except ValidationError as error:
        raise BadStore(" ".join(error.messages), field="password") from error
    return User.objects.create_user(invitation.email, password, name=clean_name)
