"""A whole installation with real processes (web, worker, mail server), and people with browsers."""

import re
import time
from email.message import EmailMessage

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from tools.installation import Installation, installation

DATABASE = "postgres" if connection.vendor == "postgresql" else "sqlite"
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}
PASSWORD = "correct horse battery"
# A real installation on a busy machine may think for a moment.
expect.set_options(timeout=20_000)


class Town:
    """The installation, as its people see it."""

    def __init__(self, it: Installation, chromium: Browser) -> None:
        self.it = it
        self.url = f"http://127.0.0.1:{it.port}"
        self._chromium = chromium
        self.complaints: list[str] = []

    def browser(self, size: str = "desk", theme: str = "light", **options) -> Page:
        """Somebody's own browser. What it complains about fails the test."""
        context = self._chromium.new_context(
            viewport=SIZES[size], color_scheme=theme, reduced_motion="reduce", locale="en-GB",
            base_url=self.url, **options,
        )  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)
        return page

    def _heard(self, said) -> None:
        # A form that is sent back with a question answers 409, 412 or 422, and browsers say so.
        if said.type == "error" and not re.search(r"status of (404|409|412|422)", said.text):
            self.complaints.append(said.text)

    def staff(self, size: str = "desk", theme: str = "light") -> Page:
        """The owner, signed in."""
        page = self.browser(size, theme)
        page.goto("/desk/bench/board/")
        page.locator("[name=login]").fill("owner@example.com")
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/desk/bench/board/")
        return page

    def order(self, who: str) -> int:
        """An order for pickup by a program, without its confirmation being waited for; its number."""
        asked = {
            "line_items": [{"variant": self.it.facts["variants"][0], "quantity": 1}],
            "buyer": {"name": who, "email": address(who)},
            "fulfillment": {"method": "pickup"}, "payment_method": "pickup",
        }  # fmt: skip
        with self.it.client() as client:
            status, body = client.send("POST", "/api/v1/orders", asked)
        assert status == 201, body
        return int(body["number"])

    def mails(self, who: str, count: int, seconds: float = 40) -> list[EmailMessage]:
        """The mails to this person, once there are so many."""
        until = time.monotonic() + seconds
        while True:
            found = [mail for mail in self.it.letters() if str(mail["To"]) == address(who)]
            if len(found) >= count or time.monotonic() > until:
                return found
            time.sleep(0.1)

    def catch(self, mail: EmailMessage) -> str:
        """Lay a mail where the demo's mail catcher would; the path of its page."""
        folder = self.it.folder / "mailbox"
        folder.mkdir(exist_ok=True)
        name = f"{time.time_ns()}-1"
        (folder / f"{name}.eml").write_bytes(mail.as_bytes())
        return f"/mailbox/{name}/"


def address(who: str) -> str:
    """Where somebody gets mail."""
    return f"{who.lower().replace(' ', '.')}@example.com"


def link_in(mail: EmailMessage) -> str:
    """The path of the order page that a mail leads to."""
    text = mail.get_body(("plain",))
    assert text is not None
    found = re.search(r"https?://[^/\s]+(/o/[\w-]+/)", text.get_content())
    assert found, text.get_content()
    return found[1]


@pytest.fixture(scope="session")
def running():
    with installation(DATABASE) as it:
        it.environment["KEPT_DEMO"] = "on"  # the mailbox has pages, too
        it.start_all()
        yield it


@pytest.fixture
def town(running, chromium):
    here = Town(running, chromium)
    known = set(chromium.contexts)
    yield here
    for context in set(chromium.contexts) - known:
        context.close()
    assert here.complaints == []
