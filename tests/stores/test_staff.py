"""People come by invitation, have a role, and go; a store always keeps an owner (B5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kept.journal.models import Entry
from kept.kit.refusals import NotAllowed, NotFound
from kept.kit.tokens import unseal
from kept.messages.models import Message
from kept.stores.actions.accept_invitation import accept_invitation
from kept.stores.actions.change_role import change_role
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.actions.remove_staff import remove_staff
from kept.stores.actions.withdraw_invitation import withdraw_invitation
from kept.stores.models import Invitation, Staff, User
from kept.stores.queries import invitation_by_token, store_for_staff
from kept.stores.refusals import AlreadyHere, BadStore, InvitationOver, LastOwner
from kept.stores.roles import PERMISSIONS, Role
from tests.rig.factory import a_person, a_store, an_actor

pytestmark = pytest.mark.django_db

PASSWORD = "tulips in november 4711"


def _invite(store, email="jo@example.com", role=Role.SUPPORT):
    return invite_staff(actor=an_actor(store), email=email, role=role, now=timezone.now())


def _accept(token, user=None, name="Jo", password=PASSWORD, now=None):
    return accept_invitation(token=token, user=user, name=name, password=password, now=now or timezone.now())


def _member(store, role):
    user, _ = a_person(store, role)
    return Staff.objects.get(user=user)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_only_an_owner_manages_staff(role):
    store = a_store()
    member = _member(store, Role.SUPPORT)
    invitation = _invite(store).invitation
    there = {"actor": an_actor(store, role), "now": timezone.now()}
    for attempt in (
        lambda: invite_staff(email="x@example.com", role=Role.OWNER, **there),
        lambda: withdraw_invitation(invitation_id=invitation.pk, **there),
        lambda: change_role(staff_id=member.pk, role=Role.OWNER, **there),
        lambda: remove_staff(staff_id=member.pk, **there),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_another_stores_people_are_as_unknown_as_none():
    store = a_store()
    _member(store, Role.OWNER)
    member, invitation = _member(store, Role.SUPPORT), _invite(store).invitation
    there = {"actor": an_actor(a_store()), "now": timezone.now()}
    for staff_id, invitation_id in ((member.pk, invitation.pk), (987_654, 987_654)):
        for attempt in (
            lambda one=invitation_id: withdraw_invitation(invitation_id=one, **there),
            lambda one=staff_id: change_role(staff_id=one, role=Role.OWNER, **there),
            lambda one=staff_id: remove_staff(staff_id=one, **there),
        ):
            with pytest.raises(NotFound):
                attempt()
    member.refresh_from_db()
    assert (member.role, member.active, Invitation.objects.count()) == (Role.SUPPORT, True, 1)


def test_an_invitation_makes_a_new_person_with_the_role_it_promised():
    store = a_store()
    member = _accept(_invite(store).token)
    user = User.objects.get(email="jo@example.com")
    assert user.check_password(PASSWORD)
    _, actor = store_for_staff(user, store.slug)
    assert actor.permissions == PERMISSIONS[Role.SUPPORT]
    assert Entry.objects.filter(name="invitation.accepted").get().actor_name == "Jo"
    assert member.store == store


def test_the_letter_carries_the_secret_sealed_and_the_journal_does_not():
    invited = _invite(a_store())
    letter = Message.objects.get()
    assert (letter.kind, letter.to, letter.address) == ("invitation", "staff", "jo@example.com")
    assert unseal(letter.facts["sealed"]) == invited.token
    entry = Entry.objects.get()
    assert "jo@example.com" not in str(entry.data)
    assert invited.token not in f"{letter.facts} {entry.data} {invited.invitation.token_hash}"


def test_an_invitation_works_once_in_time_and_until_withdrawn():
    store = a_store()
    token = _invite(store).token
    with pytest.raises(InvitationOver):
        _accept(token, now=timezone.now() + timedelta(days=8))
    with pytest.raises(NotFound):
        invitation_by_token(token, now=timezone.now() + timedelta(days=8))
    assert invitation_by_token(token, now=timezone.now()).store == store
    with pytest.raises(InvitationOver):
        _accept("x" + token)
    _accept(token)
    with pytest.raises(InvitationOver):
        _accept(token)
    second = _invite(store, "kim@example.com")
    withdraw_invitation(actor=an_actor(store), invitation_id=second.invitation.pk, now=timezone.now())
    with pytest.raises(InvitationOver):
        _accept(second.token)
    first, again = _invite(store, "lu@example.com"), _invite(store, "lu@example.com")
    with pytest.raises(InvitationOver):
        _accept(first.token)
    _accept(again.token)


def test_a_link_never_sets_the_password_of_somebody_who_has_one():
    store, other = a_store(), a_store()
    user, _ = a_person(other)
    token = _invite(store, user.email).token
    with pytest.raises(BadStore, match="Sign in"):
        _accept(token)
    user.refresh_from_db()
    assert user.check_password("correct horse battery")
    assert _accept(token, user=user).store == store


def test_who_is_here_already_is_not_invited_again_and_who_was_removed_can_come_back():
    store = a_store()
    user, _ = a_person(store, Role.SUPPORT)
    with pytest.raises(AlreadyHere):
        _invite(store, user.email.upper())
    member = Staff.objects.get(user=user)
    remove_staff(actor=an_actor(store), staff_id=member.pk, now=timezone.now())
    with pytest.raises(NotFound):
        store_for_staff(user, store.slug)
    _accept(_invite(store, user.email, Role.MANAGER).token, user=user)
    assert store_for_staff(user, store.slug)[1].permissions == PERMISSIONS[Role.MANAGER]


def test_a_store_never_loses_its_last_owner():
    store = a_store()
    owner, packer = _member(store, Role.OWNER), _member(store, Role.FULFILMENT)
    there = {"actor": an_actor(store), "now": timezone.now()}
    with pytest.raises(LastOwner):
        change_role(staff_id=owner.pk, role=Role.MANAGER, **there)
    with pytest.raises(LastOwner):
        remove_staff(staff_id=owner.pk, **there)
    change_role(staff_id=packer.pk, role=Role.OWNER, **there)
    remove_staff(staff_id=owner.pk, **there)
    assert [member.pk for member in Staff.objects.filter(active=True)] == [packer.pk]


@pytest.mark.parametrize("email", ["", "nobody", "a@b.de\nBcc: c@d.de", "x" * 250 + "@b.de"])
def test_an_invitation_goes_to_an_address(email):
    from kept.kit.refusals import Invalid

    with pytest.raises(Invalid):
        _invite(a_store(), email)
    with pytest.raises(BadStore):
        _invite(a_store(), role="emperor")
    assert not Message.objects.exists()


def test_a_new_person_needs_a_name_and_a_password_that_holds():
    token = _invite(a_store()).token
    with pytest.raises(BadStore):
        _accept(token, name=" ")
    assert not User.objects.exists()
    _accept(token)
