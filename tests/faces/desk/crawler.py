"""Walks the desk as a person does: by what its pages show, and by nothing else."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.db import transaction
from django.test import Client
from lxml import html

# Nobody who was shown a door may find it locked, or nothing behind it.
CLOSED = frozenset({403, 404, 405, 500})
MOST_PAGES = 400


@dataclass
class Walk:
    """What one person saw: the pages by address, and what led nowhere ("page → method address: status")."""

    client: Client
    pages: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    closed: list[str] = field(default_factory=list)

    def from_here(self, start: str) -> "Walk":
        """Every page that can be reached from `start`, each form on them sent once and taken back."""
        waiting, known = deque([(start, start)]), {_kind(start)}
        while waiting:
            at, shown_on = waiting.popleft()
            answer = self.client.get(at, follow=True)
            if self._is_closed(answer, f"{shown_on} → get {at}") or not _is_desk(at):
                continue
            self.pages.add(at)
            assert len(self.pages) < MOST_PAGES, "the desk has no end"
            page = _read(answer, at)
            if page is None:
                continue
            for link in _links(page):
                if _kind(link) not in known:
                    known.add(_kind(link))
                    waiting.append((link, at))
            for address, said in _forms(page):
                self._send(at, address, said)
        return self

    def _send(self, shown_on: str, address: str, said: dict[str, Any]) -> None:
        kind = f"{urlsplit(address).path} {said.get('do', '')}"
        if kind in self.forms:
            return
        self.forms.add(kind)
        # A bare savepoint: inside a block of its own no action would begin its transaction.
        before = transaction.savepoint()
        answer = self.client.post(address, said)
        transaction.savepoint_rollback(before)
        self._is_closed(answer, f"{shown_on} → post {address} {said}")

    def _is_closed(self, answer: Any, door: str) -> bool:
        if answer.status_code in CLOSED:
            self.closed.append(f"{door}: {answer.status_code}")
        return answer.status_code in CLOSED


def _is_desk(address: str) -> bool:
    return address.startswith("/desk/")


def _kind(address: str) -> tuple[str, frozenset[str]]:
    """Filters and sortings of one page are one kind of page, whatever their values."""
    parts = urlsplit(address)
    return parts.path, frozenset(name for name, _value in parse_qsl(parts.query))


def _read(answer: Any, at: str) -> html.HtmlElement | None:
    if "text/html" not in answer.headers["Content-Type"] or not answer.content.strip():
        return None
    page = html.fromstring(answer.text)
    # After being sent on, what a page names beside itself is beside the page it came to.
    came_to = answer.redirect_chain[-1][0] if answer.redirect_chain else at
    for one in page.iter("a", "form", "button", "div", "input", "select", "fieldset"):
        for name in ("href", "action", "formaction", "hx-get", "hx-post"):
            if name in one.attrib:
                one.set(name, urljoin(came_to, one.get(name)))
    page.set("data-at", came_to)
    return page


def _links(page: html.HtmlElement) -> list[str]:
    """Where links and parts that are fetched lead, on this site."""
    found = [one.get("href") for one in page.iter("a") if one.get("href")]
    found += [one.get("hx-get") for one in page.iter() if isinstance(one.tag, str) and one.get("hx-get")]
    found += [form.get("action") or page.get("data-at") for form in page.forms if form.method == "GET"]
    return [link.partition("#")[0] for link in found if link.startswith("/") and link.partition("#")[0]]


def _forms(page: html.HtmlElement) -> list[tuple[str, dict[str, Any]]]:
    """Each form that is posted, as it stands, by each of its buttons: address and what is said."""
    found = []
    for form in page.forms:
        buttons = [one for one in form.iter("button") if one.get("type", "submit") == "submit"]
        usable = [one for one in buttons if not one.xpath("ancestor-or-self::*[@disabled]")]
        posted = [one for one in usable if _method(form, one) == "post"]
        for button in posted:
            address = button.get("formaction") or form.get("action") or page.get("data-at")
            said: dict[str, Any] = {}
            for name, value in form.form_values():
                said.setdefault(name, []).append(value)
            if button.get("name"):
                said[button.get("name")] = button.get("value", "")
            # What is outside of the desk (signing out, above all) is not its business.
            if _is_desk(address):
                found.append((address, said))
    return found


def _method(form: html.HtmlElement, button: html.HtmlElement) -> str:
    return (button.get("formmethod") or form.get("method") or "get").lower()
