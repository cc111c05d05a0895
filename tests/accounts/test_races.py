"""Two at once with one link, or for one address: one of them is refused in words (B5)."""

import pytest
from django.utils import timezone

from kept.accounts.actions.change_address import change_address
from kept.accounts.actions.reset_password import reset_password
from kept.accounts.refusals import LinkOver, SignInAddressTaken
from kept.accounts.tokens import address_token, reset_token
from kept.journal.models import Entry
from kept.messages.models import Message
from kept.stores.models import User
from tests.rig.crowd import at_once
from tests.rig.factory import a_person, a_store

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORDS = ("the first of two", "the second of two", "one more than two")


def test_a_link_to_a_new_password_works_once_among_many():
    user, _actor = a_person(a_store())
    token, now = reset_token(user), timezone.now()

    def act(password: str):
        return lambda: reset_password(token=token, password=password, language="en", now=now)

    results = at_once([act(password) for password in PASSWORDS])
    refused = [one for one in results if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [LinkOver] * 2
    kept = [isinstance(one, User) for one in results].index(True)
    assert User.objects.get(pk=user.pk).check_password(PASSWORDS[kept])
    assert Entry.objects.filter(name="signin.changed").count() == 1
    assert Message.objects.count() == 1


def test_one_address_becomes_that_of_one_person():
    people = [a_person(a_store())[0] for _ in range(3)]
    now = timezone.now()

    def act(person: User):
        token = address_token(person, "new@florist.example")
        return lambda: change_address(person=person, token=token, language="en", now=now)

    results = at_once([act(person) for person in people])
    assert sorted(type(one).__name__ for one in results) == [SignInAddressTaken.__name__] * 2 + ["User"]
    assert User.objects.filter(email="new@florist.example").count() == 1
    assert Message.objects.count() == 1, "who was refused is told nothing of a change"
