"""Somebody accepts an invitation to a store (B5)."""

import pytest
from django.test import Client

from kept.kit.tokens import unseal
from kept.messages.models import Message
from kept.stores.models import Staff, User
from tests.rig.factory import a_person, a_store

pytestmark = pytest.mark.django_db


def url(store, rest):
    return f"/desk/{store.slug}/{rest}"


def test_a_person_comes_by_invitation_and_sets_a_password(desk, store, client: Client):
    invited = desk.post(
        url(store, "settings/people/"), {"email": "jo@example.com", "role": "support"}, follow=True
    )
    assert "An invitation is on its way to jo@example.com." in invited.text
    token = unseal(Message.objects.get(kind="invitation").facts["sealed"])
    stranger = Client()
    page = f"/desk/join/{token}/"
    assert "has invited you" in stranger.get(page).text
    assert stranger.post(page, {"name": "Jo", "password": "short"}).status_code == 422
    assert not User.objects.filter(email="jo@example.com").exists()
    joined = stranger.post(page, {"name": "Jo", "password": "tulips in november"}, follow=True)
    assert joined.redirect_chain[0][0] == f"/desk/{store.slug}/"
    assert joined.status_code == 200
    assert "/accounts/login/" not in joined.redirect_chain[-1][0], "whoever took the place is signed in"
    assert Staff.objects.get(user__email="jo@example.com").role == "support"
    assert stranger.get(page).status_code == 404
    assert Client().get("/desk/join/unknown/").status_code == 404


def test_a_link_asks_somebody_known_to_sign_in(desk, store):
    user, _ = a_person(a_store())
    desk.post(url(store, "settings/people/"), {"email": user.email, "role": "manager"})
    token = unseal(Message.objects.get(kind="invitation").facts["sealed"])
    browser = Client()
    assert (
        "/accounts/login/"
        in browser.post(f"/desk/join/{token}/", {"name": "X", "password": "y" * 12})["Location"]
    )
    browser.force_login(user)
    browser.post(f"/desk/join/{token}/")
    assert Staff.objects.get(user=user, store=store).role == "manager"
