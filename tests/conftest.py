"""What the tools give to every test, and the shop most of them play in. A package's own fixtures stand beside its
tests, and may call another shop `store`.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tools import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.fixtures import SettingsWrapper

    from kept.stores.actor import Actor
    from kept.stores.models import Store

# What helpers assert is explained as what tests do.
pytest.register_assert_rewrite("tests.rig", "tests.faces.desk.browser")
pytest_plugins = ["tests.rig.clock", "tests.rig.emptied", "tests.rig.order"]


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a test needs is marked so, whether or not its author thought of it."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if reaches_a_database(item):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """Thousands of tests stay until the end; a look through all of them takes longer than a template may run."""
    gc.collect()
    gc.freeze()


def reaches_a_database(item: pytest.Item) -> bool:
    """Django closes the database to every test that does not ask for it; then only another process can reach one."""
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db") or item.get_closest_marker("wall_clock"))


@pytest.fixture(autouse=True)
def _every_test_speaks_english() -> Iterator[None]:
    """A request leaves its language switched on; the next test begins as a fresh process would."""
    from django.utils import translation

    translation.deactivate_all()
    translation.activate("en")
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_test_remembers_the_stores_of_another() -> None:
    """What is undone after a test gives its numbers to the next one; a process never sees that. And all tests come
    from one address."""
    from kept.kit import caches, rate_limits

    caches.clear_all()
    rate_limits.shared_rate_limiter().forget()


@pytest.fixture(autouse=True)
def _passwords_cost_nothing(request: pytest.FixtureRequest, settings: SettingsWrapper) -> None:
    """Argon2 takes time and tens of megabytes on purpose; only tests of signing in need it."""
    if not request.node.get_closest_marker("real_passwords"):
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def store() -> Store:
    """A florist."""
    from tests.rig.factory import a_store

    return a_store()


@pytest.fixture
def mia(store: Store) -> Actor:
    """Its owner."""
    from tests.rig.factory import a_person

    return a_person(store)[1]


@pytest.fixture
def ben(store: Store) -> Actor:
    """Who packs there."""
    from kept.stores.roles import Role
    from tests.rig.factory import a_person

    return a_person(store, Role.FULFILMENT)[1]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One running Chromium for all flows; each test opens a context of its own in it."""
    from playwright.sync_api import expect, sync_playwright

    # A page on a busy machine may think for a moment.
    expect.set_options(timeout=20_000)
    # Playwright's loop runs in this thread, and Django takes any loop for a sign of asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        executable = browser.find()
    except browser.NoBrowser as refusal:
        pytest.fail(str(refusal))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=browser.flags())
        yield started
        started.close()
