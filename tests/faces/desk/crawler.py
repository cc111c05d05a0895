"""Walk the desk as a person does: by what its pages show, and by nothing else."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.db import transaction
from django.test import Client
from lxml import html

# Answers that nobody may get to what a page has shown them.
CLOSED = frozenset({403, 404, 405, 500})
MOST_PAGES = 400


@dataclass
class Walk:
    """One person's walk: the pages by address, and what led nowhere ("page → method address: status")."""

    client: Client
    pages: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    closed: list[str] = field(default_factory=list)

    def from_here(self, start: str) -> "Walk":
        """Open every page that can be reached from `start`; send each form on them once and roll it back."""
        queue, kinds = deque([(start, start)]), {_kind(start)}
        while queue:
            at, shown_on = queue.popleft()
            response = self.client.get(at, follow=True)
            if self._is_closed(response, f"{shown_on} → get {at}") or not _is_desk(at):
                continue
            self.pages.add(at)
            assert len(self.pages) < MOST_PAGES, "the desk has no end"
            page = _read(response, at)
            if page is None:
                continue
            for link in _links(page):
                if _kind(link) not in kinds:
                    kinds.add(_kind(link))
                    queue.append((link, at))
            for address, data in _forms(page):
                self._send(at, address, data)
        return self

    def _send(self, shown_on: str, address: str, data: dict[str, Any]) -> None:
        kind = f"{urlsplit(address).path} {data.get('do', '')}"
        if kind in self.forms:
            return
        self.forms.add(kind)
        # A bare savepoint: inside a block of its own no action would begin its transaction.
        before = transaction.savepoint()
        response = self.client.post(address, data)
        transaction.savepoint_rollback(before)
        self._is_closed(response, f"{shown_on} → post {address} {data}")

    def _is_closed(self, response: Any, request: str) -> bool:
        if response.status_code in CLOSED:
            self.closed.append(f"{request}: {response.status_code}")
        return response.status_code in CLOSED


def _is_desk(address: str) -> bool:
    return address.startswith("/desk/")


def _kind(address: str) -> tuple[str, frozenset[str]]:
    """Return the kind of a page: its filters and sortings count, whatever their values."""
    parts = urlsplit(address)
    return parts.path, frozenset(name for name, _value in parse_qsl(parts.query))


def _read(response: Any, at: str) -> html.HtmlElement | None:
    if "text/html" not in response.headers["Content-Type"] or not response.content.strip():
        return None
    page = html.fromstring(response.text)
    # After being sent on, what a page names beside itself is beside the page it came to.
    came_to = response.redirect_chain[-1][0] if response.redirect_chain else at
    for one in page.iter("a", "form", "button", "div", "input", "select", "fieldset"):
        for name in ("href", "action", "formaction", "hx-get", "hx-post"):
            if name in one.attrib:
                one.set(name, urljoin(came_to, one.get(name)))
    page.set("data-at", came_to)
    return page


def _links(page: html.HtmlElement) -> list[str]:
    """Return the addresses of links, and of parts that are fetched, on this site."""
    links = [one.get("href") for one in page.iter("a") if one.get("href")]
    links += [one.get("hx-get") for one in page.iter() if isinstance(one.tag, str) and one.get("hx-get")]
    links += [form.get("action") or page.get("data-at") for form in page.forms if form.method == "GET"]
    return [link.partition("#")[0] for link in links if link.startswith("/") and link.partition("#")[0]]


def _forms(page: html.HtmlElement) -> list[tuple[str, dict[str, Any]]]:
    """Return each form that is posted, as it stands, by each of its buttons: its address and data."""
    forms = []
    for form in page.forms:
        buttons = [one for one in form.iter("button") if one.get("type", "submit") == "submit"]
        usable = [one for one in buttons if not one.xpath("ancestor-or-self::*[@disabled]")]
        posted = [one for one in usable if _method(form, one) == "post"]
        for button in posted:
            address = button.get("formaction") or form.get("action") or page.get("data-at")
            data: dict[str, Any] = {}
            for name, value in form.form_values():
                data.setdefault(name, []).append(value)
            if button.get("name"):
                data[button.get("name")] = button.get("value", "")
            # What is outside of the desk (signing out, above all) is not its business.
            if _is_desk(address):
                forms.append((address, data))
    return forms


def _method(form: html.HtmlElement, button: html.HtmlElement) -> str:
    return (button.get("formmethod") or form.get("method") or "get").lower()
