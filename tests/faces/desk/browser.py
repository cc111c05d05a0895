"""The desk in a real browser, opened as Mia: fixtures, for the tests that need one."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from kept.stores.models import Store, User
from tests.rig.factory import a_person, a_store

SIZES = {"phone": {"width": 390, "height": 844}, "wide": {"width": 1440, "height": 900}}


@pytest.fixture
def store() -> Store:
    return a_store(slug="wren", burst_seconds=60)


@pytest.fixture
def mia(store: Store) -> User:
    return a_person(store)[0]


@pytest.fixture
def visit(chromium, live_server, mia: User):
    """Open a page of the desk as Mia; whatever the browser complains about fails the test."""
    client = Client()
    client.force_login(mia)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    contexts, complaints = [], []

    def open_page(path: str, size: str = "wide", theme: str = "light", **options: Any) -> Page:
        context = chromium.new_context(
            viewport=SIZES[size], color_scheme=theme, reduced_motion="reduce", **options
        )
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A request that a newer one replaced, or that a closing page broke off, is no complaint.
    assert [one for one in complaints if not one.startswith("htmx:")] == []


AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def assert_flawless(page: Page) -> None:
    violations = Axe().run(page, options=AXE).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "something sticks out"
