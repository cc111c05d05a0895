"""A dismissed person takes over nobody's place (B5): not by an address that they merely claim, not by an old one."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kept.faces.cli import health
from kept.kit.tokens import unseal
from kept.messages.models import Message
from kept.stores.actions.accept_invitation import accept_invitation
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.actions.open_store import open_store
from kept.stores.actions.remove_staff import remove_staff
from kept.stores.inputs import StoreInput
from kept.stores.models import Staff, Store, User
from kept.stores.refusals import AddressUnproven
from kept.stores.roles import Role
from tests.rig.factory import a_person, an_actor
from tests.rig.post import Post

pytestmark = [pytest.mark.django_db, pytest.mark.real_passwords]
CHEF = "chef@florist.example"
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _no_limits_left_from_before():
    cache.clear()


def sign_in(email: str, password: str = PASSWORD) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": email, "password": password})
    return browser


def links_to(post: Post, address: str) -> list[str]:
    """The paths of the links in all mails to this address."""
    mails = [mail for mail, to in zip(post.read(), post.recipients, strict=True) if to == address]
    texts = [mail.get_body(("plain",)).get_content() for mail in mails]  # type: ignore[union-attr]
    return [link for text in texts for link in re.findall(r"https?://[^/\s]+(/\S+)", text)]


def choose_a_new_password(post: Post, deliver: Callable[[], int], address: str, password: str) -> None:
    """Do what somebody does who has forgotten theirs, with whatever comes by mail."""
    before = len(links_to(post, address))
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": address})
    deliver()
    for link in links_to(post, address)[before:]:
        page = browser.get(link, follow=True)
        form = page.redirect_chain[-1][0] if page.redirect_chain else link
        browser.post(form, {"password": password, "password1": password, "password2": password})


def test_a_dismissed_person_does_not_become_the_manager_whom_the_owner_invites(
    store: Store, post: Post, deliver: Callable[[], int]
):
    owner, _actor = a_person(store)
    jo, _ = a_person(store, Role.SUPPORT)
    own_address = jo.email
    remove_staff(actor=an_actor(store), staff_id=Staff.objects.get(user=jo).pk, now=timezone.now())

    dismissed = sign_in(own_address)
    for page in ("/accounts/email/", "/accounts/address/"):
        for act in ("action_add", "action_primary", "action_send"):
            dismissed.post(page, {"email": CHEF, act: ""})
    sign_in(owner.email).post(f"/desk/{store.slug}/settings/people/", {"email": CHEF, "role": "manager"})
    invitation = f"/desk/join/{unseal(Message.objects.get(kind='invitation').facts['sealed'])}/"

    chef = Client()
    if chef.get(invitation).status_code == 302:
        choose_a_new_password(post, deliver, CHEF, "the chefs own words")
        chef = sign_in(CHEF, "the chefs own words")
    chef.post(invitation, {"name": "The chef", "password": "the chefs own words"})
    assert chef.get(f"/desk/{store.slug}/orders/").status_code == 200

    choose_a_new_password(post, deliver, own_address, "a dismissed persons words")
    for address in (own_address, CHEF):
        back = sign_in(address, "a dismissed persons words")
        assert back.get(f"/desk/{store.slug}/orders/").status_code != 200
    assert Staff.objects.get(store=store, role=Role.MANAGER).user.email == CHEF
    assert User.objects.get(pk=jo.pk).email == own_address


def a_claim(store: Store) -> User:
    """Somebody who was dismissed, and had claimed an address at the page that is gone; with a passkey of theirs."""
    jo, _actor = a_person(store, Role.SUPPORT)
    remove_staff(actor=an_actor(store), staff_id=Staff.objects.get(user=jo).pk, now=timezone.now())
    EmailAddress.objects.create(user=jo, email=jo.email)
    EmailAddress.objects.create(user=jo, email=CHEF, primary=True)
    User.objects.filter(pk=jo.pk).update(email=CHEF)
    jo.refresh_from_db()
    Authenticator.objects.create(user=jo, type="webauthn", data={"name": "Jo's", "credential": {}})
    return jo


def sign_ins() -> health.CheckResult:
    return next(one for one in health._database() if one.name == "sign-ins")


def test_who_claimed_an_address_before_does_not_get_what_is_meant_for_its_owner(
    store: Store, post: Post, deliver: Callable[[], int]
):
    """An installation that was attacked already: the check names the claim, and a proof by mail ends it."""
    jo = a_claim(store)
    own_address = EmailAddress.objects.order_by("pk")[0].email
    assert (sign_ins().ok, CHEF in sign_ins().message) == (False, True)
    new = invite_staff(actor=an_actor(store), email=CHEF, role="manager", now=timezone.now())
    with pytest.raises(AddressUnproven):
        accept_invitation(token=new.token, user=jo, name="", password="", now=timezone.now())

    choose_a_new_password(post, deliver, own_address, "a dismissed persons words")
    assert not jo.check_password("a dismissed persons words")
    dismissed = sign_in(CHEF)
    choose_a_new_password(post, deliver, CHEF, "the chefs own words")
    assert sign_ins().ok
    assert not Authenticator.objects.exists(), "nor does a passkey stay with which to come back"
    assert dismissed.get("/desk/").status_code == 302
    assert "login" in dismissed.get("/desk/")["Location"]
    chef = sign_in(CHEF, "the chefs own words")
    chef.post(f"/desk/join/{new.token}/")
    assert chef.get(f"/desk/{store.slug}/orders/").status_code == 200


def test_a_store_is_not_given_to_who_merely_claimed_its_owners_address(store: Store):
    details = StoreInput(
        name="Fern",
        email=CHEF,
        country="DE",
        currency="EUR",
        language="en",
        languages=("en",),
        timezone="UTC",
    )
    with pytest.raises(AddressUnproven):
        open_store(owner=a_claim(store), slug="fern", details=details, now=timezone.now())


def test_an_address_that_was_proven_there_is_no_claim(store: Store):
    user, _actor = a_person(store)
    EmailAddress.objects.create(user=user, email="before@florist.example", verified=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    assert sign_ins() == health.CheckResult("sign-ins", True, "every address is proven")


def test_a_second_factor_stays_when_the_address_was_no_claim(
    store: Store, post: Post, deliver: Callable[[], int]
):
    user, _actor = a_person(store)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Blue", "credential": {}})
    choose_a_new_password(post, deliver, user.email, "quite another one")
    assert Authenticator.objects.filter(user=user).exists()


def test_nobody_signs_in_or_gets_a_link_by_an_address_in_the_old_table(
    store: Store, post: Post, deliver: Callable[[], int]
):
    user, _actor = a_person(store)
    EmailAddress.objects.create(user=user, email="old@florist.example", verified=True)
    assert sign_in("old@florist.example").get("/desk/")["Location"].startswith(reverse("account_login"))
    choose_a_new_password(post, deliver, "old@florist.example", "quite another one")
    assert post.mails == []


def test_signing_in_writes_no_address_into_the_old_table(store: Store):
    user, _actor = a_person(store)
    browser = sign_in(user.email)
    for page in ("account_email", "mfa_index", "account_change_password", "account_reauthenticate"):
        browser.get(reverse(page), follow=True)
    assert not EmailAddress.objects.exists()
