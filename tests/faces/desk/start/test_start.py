"""The way in to the desk (B5, H7): strangers sign in, people see their stores and no others."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kept.stores.models import Staff
from kept.stores.roles import Role
from tests.rig.factory import a_person, a_store

pytestmark = pytest.mark.django_db


def test_a_stranger_is_asked_who_it_is(client: Client):
    store = a_store()
    response = client.get(f"/desk/{store.slug}/board/?status=ready")
    assert response.status_code == 302
    assert (
        response["Location"]
        == f"{reverse('account_login')}?next=%2Fdesk%2F{store.slug}%2Fboard%2F%3Fstatus%3Dready"
    )


def test_another_store_looks_like_one_that_is_not_there(client: Client):
    mine, theirs = a_store(), a_store()
    client.force_login(a_person(mine)[0])
    foreign = client.get(f"/desk/{theirs.slug}/board/")
    absent = client.get("/desk/nobody-at-all/board/")
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content.replace(theirs.slug.encode(), b"") == absent.content.replace(b"nobody-at-all", b"")


def test_one_store_opens_at_once_and_several_are_offered(client: Client):
    store = a_store()
    user, _actor = a_person(store, Role.FULFILMENT)
    client.force_login(user)
    assert client.get("/desk/", follow=True).redirect_chain[-1] == (f"/desk/{store.slug}/board/", 302)

    second = a_store(name="Lumen & Tallow")
    Staff.objects.create(store=second, user=user, role=Role.OWNER, joined_at=timezone.now())
    page = client.get("/desk/")
    assert f"/desk/{store.slug}/" in page.text
    assert f"/desk/{second.slug}/" in page.text


def test_nobody_without_a_place_gets_further_than_a_sentence(client: Client):
    user, _actor = a_person(a_store())
    Staff.objects.filter(user=user).update(active=False)
    client.force_login(user)
    assert "Ask its owner to invite you" in client.get("/desk/").text


def test_the_accent_is_the_stores_own(client: Client):
    store = a_store(accent="#8a2d6b")
    client.force_login(a_person(store)[0])
    css = client.get(f"/desk/{store.slug}/brand.css")
    assert css["Content-Type"].startswith("text/css")
    assert "--accent:#8a2d6b" in css.text
