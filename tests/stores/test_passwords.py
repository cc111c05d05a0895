"""Passwords are hashed as OWASP recommends, a few at a time: signing in at once does not stop the shop (B5)."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from tests.rig.factory import a_person, a_store

pytestmark = pytest.mark.real_passwords
PASSWORD = "correct horse battery"
# OWASP, Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
RECOMMENDED = "argon2$argon2id$v=19$m=19456,t=2,p=1$"


def test_a_password_is_hashed_as_recommended():
    encoded = make_password(PASSWORD)
    assert encoded.startswith(RECOMMENDED)
    assert check_password(PASSWORD, encoded)
    assert not check_password("not the password", encoded)


@pytest.mark.django_db
def test_a_password_from_before_works_and_is_hashed_anew_at_the_next_sign_in():
    user, _actor = a_person(a_store())
    user.password = Argon2PasswordHasher().encode(PASSWORD, "some salt of then")
    user.save()
    assert not user.check_password("not the password")
    assert user.check_password(PASSWORD)
    user.refresh_from_db()
    assert user.password.startswith(RECOMMENDED)
    assert user.check_password(PASSWORD)


@pytest.mark.wall_clock
@pytest.mark.parametrize("what", ["encode", "verify"])
def test_a_crowd_at_the_door_is_hashed_two_at_a_time(what, monkeypatch):
    encoded = make_password(PASSWORD)
    inside, most, mutex = 0, 0, threading.Lock()

    def slow(*_given):
        nonlocal inside, most
        with mutex:
            inside += 1
            most = max(most, inside)
        time.sleep(0.02)
        with mutex:
            inside -= 1
        return encoded

    monkeypatch.setattr(Argon2PasswordHasher, what, slow)
    with ThreadPoolExecutor(8) as crowd:
        if what == "encode":
            list(crowd.map(make_password, [PASSWORD] * 8))
        else:
            list(crowd.map(check_password, [PASSWORD] * 8, [encoded] * 8))
    assert most == 2
