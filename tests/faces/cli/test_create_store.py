"""`kept create-store` opens a store with somebody who can sign in, or does nothing and says why (H7)."""

import io

import pytest
from django.test import Client
from django.urls import reverse

from kept.faces.cli.main import main
from kept.stores.models import Staff, Store, User
from tests.rig.factory import a_person, a_store

pytestmark = [pytest.mark.django_db, pytest.mark.real_passwords]
PASSWORD = "promises are kept"


@pytest.fixture
def owner(monkeypatch, capsys):
    """The command with a password on its standard input. Returns its status and what it said."""

    def run(*words: str, password: str = PASSWORD) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        status = main(["create-store", *words])
        output = capsys.readouterr()
        return status, output.out + output.err

    return run


def test_nobody_becomes_the_owner_of_a_store_that_is_there(owner):
    """A stranger with the address of another's store gets no place in it, and no sign-in either."""
    store = a_store(slug="wren")
    status, output = owner("wren", "Mine now", "eve@example.com")
    assert status == 2
    assert output.startswith("kept: slug: ")
    assert not User.objects.exists()
    assert not Staff.objects.filter(store=store).exists()


@pytest.mark.parametrize(
    ("words", "password", "sentence"),
    [
        (("wren", "Wren", "no address"), PASSWORD, "kept: email: This is not an e-mail address."),
        (("wren", "Wren", "mia@wren.example"), "wren", "kept: This password is too short."),
        (("wren", "Wren", "mia@wren.example"), "", "kept: This password is too short."),
        (("wren", " ", "mia@wren.example"), PASSWORD, "kept: name: This is needed."),
        (("desk", "Wren", "mia@wren.example"), PASSWORD, "kept: slug: "),
        (("wren", "Wren", "mia@wren.example", "--country", "Germany"), PASSWORD, "kept: country: "),
        (("wren", "Wren", "mia@wren.example", "--currency", "gold"), PASSWORD, "kept: currency: "),
        (("wren", "Wren", "mia@wren.example", "--timezone", "Mars"), PASSWORD, "kept: timezone: "),
        (("wren", "Wren", "mia@wren.example", "--language", "tlh"), PASSWORD, "kept: "),
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_leaves_nobody_behind(owner, words, password, sentence):
    status, output = owner(*words, password=password)
    assert status == 2
    assert output.startswith(sentence)
    assert output.rstrip().endswith(".")
    assert not Store.objects.exists()
    assert not User.objects.exists()


def test_the_owner_can_sign_in_and_reach_the_desk(owner, client: Client):
    words = ("wren", "Wren & Ivy", " Mia@Wren.example ", "--owner", "Mia", "--currency", "chf")
    status, output = owner(*words)
    assert (status, output) == (0, "Wren & Ivy is open. Sign in at /desk/wren/ as mia@wren.example.\n")
    assert (Store.objects.get().currency, Staff.objects.get().user.name) == ("CHF", "Mia")
    client.post(reverse("account_login"), {"login": "mia@wren.example", "password": PASSWORD})
    assert client.get("/desk/wren/board/").status_code == 200


def test_who_has_a_sign_in_keeps_its_password(owner, client: Client):
    user, _actor = a_person(a_store())
    assert owner("second", "Second", user.email, password="another password")[0] == 0
    assert Staff.objects.get(store__slug="second").user == user
    user.refresh_from_db()
    assert user.check_password("correct horse battery")
