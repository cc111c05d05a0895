"""A store, a program that may do everything in it, and full allowances for every test."""

import dataclasses

import pytest

from tests.rig.factory import a_store
from tests.rig.program import Program


@pytest.fixture
def store():
    return a_store()


@pytest.fixture
def till(store):
    return Program(store)


@pytest.fixture
def allowed(settings):
    """`allowed(3)`: three requests a minute with each key; `allowed(None)`: nothing is counted."""

    def set_to(most):
        settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, api_per_minute=most)

    return set_to
