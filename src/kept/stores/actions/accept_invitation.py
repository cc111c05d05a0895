"""Take the place that an invitation keeps (B5)."""

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
from kept.stores.queries import staff_actor
from kept.stores.refusals import AlreadyHere, BadStore, InvitationOver


def accept_invitation(*, token: str, user: User | None, name: str, password: str, now: datetime) -> Staff:
    """The holder of the link takes the place. There is no actor before there is a place.

    `user` is the person signed in; None makes a new person from `name` and `password`, known by the
    invitation's address, which the message has proven. Somebody who already has a sign-in must use it: a link
    alone never sets a password. Raises InvitationOver, AlreadyHere or BadStore.
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
        person = user or _new_person(invitation, name, password)
        place, made = Staff.objects.get_or_create(
            store=invitation.store, user=person, defaults={"role": invitation.role, "joined_at": now}
        )
        if not made:
            if place.active:
                raise AlreadyHere
            place.role, place.active = invitation.role, True
            place.save(update_fields=["role", "active"])
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        event = InvitationAccepted(invitation_id=invitation.pk, staff_id=place.pk, role=place.role)
        record(event, actor=staff_actor(place, person), now=now, subject=place)
    return place


def _new_person(invitation: Invitation, name: str, password: str) -> User:
    if User.objects.filter(email=invitation.email).exists():
        raise BadStore(_("There is a sign-in for this address. Sign in first, then open the link again."))
    called = one_line(name, 120, "name")
    if not called:
        raise BadStore(_("Write your name, so that colleagues know who did what."), field="name")
    try:
        validate_password(password, User(email=invitation.email, name=called))
    except ValidationError as error:
        raise BadStore(" ".join(error.messages), field="password") from error
    return User.objects.create_user(invitation.email, password, name=called)
