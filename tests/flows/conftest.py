"""A whole installation with real processes (web, worker, mail server), and people with browsers."""

import re
import time
from email.message import EmailMessage

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page

from tools.installation import Installation, installation

DATABASE = "postgres" if connection.vendor == "postgresql" else "sqlite"
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}
PASSWORD = "correct horse battery"


class Town:
    """The installation, as its people see it."""

    def __init__(self, it: Installation, chromium: Browser) -> None:
        self.it = it
        self.url = f"http://127.0.0.1:{it.port}"
        self._chromium = chromium
        self.complaints: list[str] = []

    def browser(self, size: str = "desk", theme: str = "light", **options) -> Page:
        """Open a browser of its own; what it complains about fails the test."""
        context = self._chromium.new_context(
            viewport=SIZES[size], color_scheme=theme, reduced_motion="reduce", locale="en-GB",
            base_url=self.url, **options,
        )  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note_complaint)
        return page

    def _note_complaint(self, message) -> None:
        # A form that is sent back with a question answers 409, 412 or 422, and browsers say so; htmx says when
        # a page was left while it asked for news.
        if message.type == "error" and not re.search(r"status of (404|409|412|422)|^htmx:", message.text):
            self.complaints.append(message.text)

    def staff(self, size: str = "desk", theme: str = "light") -> Page:
        """Sign the owner in; return their page of the board."""
        page = self.browser(size, theme)
        page.goto("/desk/bench/board/")
        page.locator("[name=login]").fill("owner@example.com")
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{self.url}/desk/bench/board/")
        return page

    def order(self, who: str) -> int:
        """Place an order for pickup by the API, without waiting for its confirmation; return its number."""
        body = {
            "line_items": [{"variant": self.it.facts["variants"][0], "quantity": 1}],
            "buyer": {"name": who, "email": address(who)},
            "fulfillment": {"method": "pickup"}, "payment_method": "pickup",
        }  # fmt: skip
        with self.it.client() as client:
            status, reply = client.send("POST", "/api/v1/orders", body)
        assert status == 201, reply
        return int(reply["number"])

    def mails(self, who: str, count: int, seconds: float = 40) -> list[EmailMessage]:
        """Return the mails to this person, once there are so many."""
        until = time.monotonic() + seconds
        while True:
            mails = [mail for mail in self.it.letters() if str(mail["To"]) == address(who)]
            if len(mails) >= count or time.monotonic() > until:
                return mails
            time.sleep(0.1)

    def catch(self, mail: EmailMessage) -> str:
        """Put a mail where the demo's mail catcher would; return the path of its page."""
        folder = self.it.folder / "mailbox"
        folder.mkdir(exist_ok=True)
        name = f"{time.time_ns()}-1"
        (folder / f"{name}.eml").write_bytes(mail.as_bytes())
        return f"/mailbox/{name}/"


def address(who: str) -> str:
    """Return somebody's e-mail address."""
    return f"{who.lower().replace(' ', '.')}@example.com"


def link_in(mail: EmailMessage) -> str:
    """Return the path of the order page that a mail links."""
    text = mail.get_body(("plain",))
    assert text is not None
    match = re.search(r"https?://[^/\s]+(/o/[\w.-]+/)", text.get_content())
    assert match, text.get_content()
    return match[1]


@pytest.fixture(scope="session")
def running():
    with installation(DATABASE) as it:
        it.environment["KEPT_DEMO"] = "on"  # the mailbox has pages, too
        # Passkeys belong to the public address, and to a name: browsers have none for a number.
        it.environment["KEPT_PUBLIC_URL"] = f"http://localhost:{it.port}"
        it.start_all()
        yield it


@pytest.fixture
def town(running, chromium):
    here = Town(running, chromium)
    before = set(chromium.contexts)
    yield here
    for context in set(chromium.contexts) - before:
        context.close()
    assert here.complaints == []
