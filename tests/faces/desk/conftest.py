"""A florist at /desk/wren/, its owner Mia, and her browser."""

import pytest
from django.test import Client

from kept.stores.actor import Actor
from kept.stores.models import Store, User
from tests.rig.factory import a_store


@pytest.fixture
def store() -> Store:
    return a_store(slug="wren")


@pytest.fixture
def desk(client: Client, mia: Actor) -> Client:
    client.force_login(User.objects.get(pk=mia.id))
    return client
