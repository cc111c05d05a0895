"""Every form of a site, found the way a browser finds them: by following links and reading pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client

_NOT_SENT = {"submit", "button", "image", "reset", "file"}
_TYPED = {"text", "search", "email", "tel", "url"}


@dataclass
class Form:
    """Where it is sent, how, what stands in it, and into which of its fields people type."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)

    @property
    def name(self) -> tuple[str, str, tuple[str, ...]]:
        """Two forms of one kind have the same: the same address, but for numbers, and the same fields."""
        path = "/".join("0" if part.isdigit() else part for part in urlsplit(self.action).path.split("/"))
        return self.method, path, tuple(sorted(self.values))


class _Page(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._named: dict[str, Form] = {}
        self._open: Form | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in had:
            self.links.append(urldefrag(urljoin(self.address, had["href"])).url)
        elif tag == "form":
            action = urljoin(self.address, had.get("action") or had.get("hx-post") or self.address)
            self._open = Form(action, had.get("method", "get").lower())
            self.forms.append(self._open)
            self._named[had.get("id", "")] = self._open
        elif tag in ("input", "textarea", "select", "button") and "name" in had:
            self._field(tag, had)
        elif tag == "option" and self._select and self._open and not self._open.values.get(self._select):
            self._open.values[self._select] = [had.get("value", "")]

    def _field(self, tag: str, had: dict[str, str]) -> None:
        form = self._named.get(had["form"]) if "form" in had else self._open
        kind = had.get("type", "text")
        if form is None or kind in _NOT_SENT or (kind in ("radio", "checkbox") and "checked" not in had):
            return
        form.values.setdefault(had["name"], []).append(had.get("value", ""))
        if tag == "textarea" or (tag == "input" and kind in _TYPED):
            form.typed.add(had["name"])
        if tag == "select":
            form.values[had["name"]] = []
        self._select = had["name"] if tag == "select" else self._select
        self._area = had["name"] if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self._area and self._open:
            self._open.values[self._area] = [data.strip()]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


def walk(client: Client, *begin: str, most: int = 300) -> Iterator[tuple[str, list[Form]]]:
    """Each page that can be reached without leaving what `begin` lies in, with its forms.

    Of pages that differ by numbers alone, two are looked at: the first may be the odd one out.
    """
    waiting, seen = list(begin), set(begin)
    kinds: dict[str, int] = {}
    while waiting and most:
        address = waiting.pop(0)
        kind = "/".join("0" if part.isdigit() else part for part in urlsplit(address).path.split("/"))
        if kinds.get(kind, 0) >= 2:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        most -= 1
        answer: Any = client.get(address, follow=True)
        if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
            continue
        page = _Page(address)
        page.feed(answer.content.decode())
        yield address, page.forms
        inside = [link for link in page.links if link.startswith(begin) and link not in seen]
        waiting += inside
        seen.update(inside)
