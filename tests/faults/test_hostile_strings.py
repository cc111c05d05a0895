"""Hostile strings × the texts of order, customer, product, store and request × every surface (test 16).

What cannot be kept is refused in words; what is kept is shown as text, nothing more, wherever it comes out.
The same in a real browser: faces/shop/test_in_browser.py and faces/ui/test_in_browser.py.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.template import engines
from django.test import Client
from django.utils import timezone

from kept.catalog.models import Option, OptionGroup, Product
from kept.journal.models import Entry
from kept.kit import rate_limits
from kept.messages import composition, mime, rendering
from kept.orders.models import Order
from kept.stores.models import Store
from kept.webhooks.delivery import sign_request
from kept.webhooks.models import Endpoint
from tests.faults.hostile import STRINGS, in_mail, in_page
from tests.rig.factory import a_person, a_product, a_store
from tests.rig.post import deliver as deliver
from tests.rig.post import post as post
from tests.rig.program import BERLIN, Program

pytestmark = [pytest.mark.django_db, pytest.mark.faults, pytest.mark.slow]

PLAIN = "Anna"
ANNA = "anna@example.com"
# How many texts share the pages that show the whole store; each has an order and its pages of its own.
TOGETHER = 8


def typed(text: str) -> str:
    """As a form can send it: half a character has no form in UTF-8."""
    return text.encode("utf-8", "ignore").decode()


class Street:
    """One store, its people, and a program that sends whatever it is told."""

    def __init__(self) -> None:
        self.store = a_store(
            address={
                "country_code": "DE",
                "street_address": "x",
                "postal_code": "10115",
                "city": "Berlin",
            }
        )
        self.goods = a_product(self.store, stock=100_000)
        self.group = OptionGroup.objects.create(store=self.store, product=self.goods.product, name="x")
        self.option = Option.objects.create(store=self.store, group=self.group, name="x")
        self.endpoint = Endpoint.objects.create(
            store=self.store, url="https://example.com/", sealed_secret="x", created_at=timezone.now()
        )
        self.program = Program(self.store)
        self.inside = f"/desk/{self.store.slug}/"
        self.desk = Client(raise_request_exception=False)
        self.desk.force_login(a_person(self.store)[0])
        self.stranger = Client(raise_request_exception=False)
        self.events = 0

    def told(self, texts: list[str]) -> Iterator[str]:
        """Put each text wherever a text of an order can go, all of them in the catalog, and look everywhere."""
        rate_limits.shared_rate_limiter().forget()
        for place, text in enumerate(texts):
            order = self._order(text)
            if isinstance(order, str):
                yield order
                continue
            number, address = order["number"], f"/{order['permalink_url'].split('/', 3)[3].rstrip('/')}/"
            self.stranger.post(f"{address}requests/", {"kind": "message", "text": typed(text)})
            yield from self._shown([(self.stranger, address), (self.desk, f"{self.inside}orders/{number}/")])
            if place == 0:
                self._fill_catalog(texts)
                yield from self._acts(number, text)
                yield from self._pages(number, address)
                yield from self._calendar(address)
        yield from self._answers(number)
        yield from self._webhooks()

    def _fill_catalog(self, texts: list[str]) -> None:
        """The shop's own texts: a merchant may paste anything, and one of them may be an enemy."""
        kept = [typed(text).replace("\x00", "") or "x" for text in texts]
        turn = [kept[place % len(kept)] for place in range(10)]
        words = {
            "summary": turn[1][:200],
            "description": turn[2],
            "note_label": turn[3][:60],
            "tags": [turn[4][:30]],
        }
        Product.objects.filter(pk=self.goods.product_id).update(title=turn[0][:160], **words)
        OptionGroup.objects.filter(pk=self.group.pk).update(name=turn[5][:80])
        Option.objects.filter(pk=self.option.pk).update(name=turn[6][:80])
        shop = {
            "name": turn[7][:120],
            "tagline": turn[8][:140],
            "about": turn[9],
            "policy": "\n\n".join(kept),
        }
        self.store.revision += 1
        Store.objects.filter(pk=self.store.pk).update(revision=self.store.revision, **shop)

    def _order(self, text: str):
        """The order as the API made it with this text; else with a plain name, if the text was refused."""
        for name, words in ((text, text), (PLAIN, text), (PLAIN, PLAIN)):
            line = {"variant": self.goods.pk, "quantity": 1, "options": [self.option.pk], "note": words}
            free = {"title": words, "quantity": 1, "unit_price": 100, "note": words}
            asked = {
                "line_items": [line, free],
                "buyer": {"name": name, "email": ANNA},
                "fulfillment": {
                    "method": "post", "recipient": words, "instructions": words,
                    "destination": {**BERLIN, "name": words,
                                    "organization": words, "extended_address": words},
                },
                "payment_method": "transfer", "note": words,
            }  # fmt: skip
            answer = self.program.post("/orders", asked)
            if answer.status_code == 201:
                return answer.json()
            if answer.status_code not in (400, 409, 422):
                return f"placing answered {answer.status_code}"
        return f"a plain order was refused: {answer.content[:200]!r}"

    def _acts(self, number: int, text: str) -> Iterator[str]:
        """Use the text in what else is said about an order: a reason, a parcel's number, a request; and a search."""
        base = f"/orders/{number}"
        acts = [
            self.program.post(f"{base}/steps", {"tracking_number": text[:80]}),
            self.program.put(f"{base}/hold", {"reason": text[:240]}),
            self.program.delete(f"{base}/hold"),
            self.program.post(f"{base}/requests", {"kind": "change", "text": text}),
            self.desk.get(f"{self.inside}orders/", {"q": typed(text)}),
            self.desk.get(
                f"{self.inside}board/", {"q": typed(text), "tag": typed(text), "fulfilment_kind": typed(text)}
            ),
            self.desk.get(f"{self.inside}customers/", {"q": typed(text)}),
            self.stranger.get(f"/s/{self.store.slug}/", {"q": typed(text), "tag": typed(text)}),
        ]
        for place, answer in enumerate(acts):
            if answer.status_code >= 500:
                yield f"act {place} answered {answer.status_code}"
            elif "html" in answer.headers.get("Content-Type", "") and answer.content:
                yield from (f"act {place}: {finding}" for finding in in_page(answer.content.decode()))

    def _pages(self, number: int, address: str) -> Iterator[str]:
        shop = f"/s/{self.store.slug}/"
        customer = Order.objects.get(store=self.store, number=number).customer_id
        public = [shop, f"{shop}p/{self.goods.product.slug}/", f"{shop}terms/", f"{address}versions/1/"]
        inside = ["board/", "orders/", f"orders/{number}/ticket/", f"orders/{number}/change/", "products/",
                  f"products/{self.goods.product_id}/", "stock/", f"stock/{self.goods.pk}/",
                  f"customers/{customer}/", "settings/"]  # fmt: skip
        shown = [(self.stranger, path) for path in public] + [
            (self.desk, self.inside + path) for path in inside
        ]
        yield from self._shown(shown)

    def _shown(self, pages: list[tuple[Client, str]]) -> Iterator[str]:
        for client, path in pages:
            answer = client.get(path)
            if answer.status_code != 200:
                yield f"{path} answered {answer.status_code}"
                continue
            yield from (f"{path}: {finding}" for finding in in_page(answer.content.decode()))

    def _calendar(self, address: str) -> Iterator[str]:
        answer = self.stranger.get(f"{address}calendar.ics")
        if answer.status_code == 200:
            said = answer.content.decode()
            if said.count("BEGIN:VEVENT") != 1 or "\nATTENDEE" in said or said.count("\nEND:VEVENT") != 1:
                yield "the calendar file holds what nobody meant"

    def _answers(self, number: int) -> Iterator[str]:
        for path in ("", "/versions", "/versions/1", "/events", "/messages", "/requests"):
            answer = self.program.get(f"/orders/{number}{path}")
            if answer.status_code != 200 or answer.headers["Content-Type"] != "application/json":
                yield f"{path} answered {answer.status_code} as {answer.headers['Content-Type']}"
                continue
            json.loads(answer.content)
            if answer.headers["X-Content-Type-Options"] != "nosniff":
                yield f"{path} may be taken for something else"

    def _webhooks(self) -> Iterator[str]:
        """Post the webhooks: JSON, and no line end in any header."""
        for entry in Entry.objects.filter(pk__gt=self.events).order_by("pk"):
            sent = sign_request(
                self.endpoint, entry, "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", now=timezone.now()
            )
            json.loads(sent.body)
            if any("\n" in value or "\r" in value for value in sent.headers.values()):
                yield "a webhook has an added header"
            self.events = entry.pk


def mails_of(post, deliver) -> Iterator[str]:
    """Return the mails that the mail server got."""
    deliver(timezone.now() + timedelta(days=1))
    allowed = {ANNA, *Store.objects.values_list("email", flat=True)}
    if not set(post.recipients) <= allowed:
        yield f"mail went to {set(post.recipients) - allowed}"
    for raw, recipient in zip(post.mails, post.recipients, strict=True):
        mail = message_from_bytes(raw, policy=policy.default)
        yield from (f"mail {mail['Subject']!r}: {finding}" for finding in in_mail(mail, recipient))
    post.mails.clear()
    post.recipients.clear()


def findings(strings, post, deliver) -> list[str]:
    street = Street()
    found = []
    for start in range(0, len(strings), TOGETHER):
        texts = list(strings[start : start + TOGETHER])
        found += [f"{texts}: {finding}" for finding in street.told(texts)]
        found += [f"{texts}: {finding}" for finding in mails_of(post, deliver)]
    return found


@pytest.mark.parametrize("part", range(4))
def test_a_text_is_a_text_wherever_it_comes_out(post, deliver, part):
    found = findings(STRINGS[part::4], post, deliver)
    assert not found, "\n".join(found[:30])


def test_there_are_enough_of_them():
    assert len(set(STRINGS)) >= 150


def test_control_pages_without_escaping_are_caught(post, deliver, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "autoescape", False)
    found = findings(["<img src=x onerror=hit()>"], post, deliver)
    assert any("/orders/" in finding for finding in found)
    assert any("/s/" in finding for finding in found)


def test_control_mails_without_escaping_are_caught(post, deliver, monkeypatch):
    monkeypatch.setattr(composition, "_ESCAPED", composition._PLAIN)
    composition.message_template.cache_clear()
    try:
        assert any("mail" in finding for finding in findings(["<img src=x onerror=hit()>"], post, deliver))
    finally:
        composition.message_template.cache_clear()


def test_control_headers_without_their_guard_are_caught(post, deliver, monkeypatch):
    monkeypatch.setattr(mime, "one_line", str)
    monkeypatch.setattr(mime, "_words", lambda text, used: text)
    monkeypatch.setattr(rendering, "one_line", str)
    assert any("headers were added" in finding for finding in findings(["Wren\r\nX-Added: 1"], post, deliver))
