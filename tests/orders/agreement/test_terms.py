"""The terms are one canonical text, so that the same agreement always has the same digest (A3)."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
import rfc8785

from kept.kit.money import LARGEST
from kept.orders.agreement.terms import (
    Amounts,
    ChosenOption,
    Fulfilment,
    Party,
    Promise,
    TaxPart,
    Terms,
    TermsLine,
    digest_of,
)

LINE = TermsLine(
    key="1", variant=7, product=3, sku="B-1", title="Bouquet", variant_title="Large", kind="physical",
    quantity=2, unit_price=4400, total=8800, tax_rate=700, options=(ChosenOption(5, "Vase", "Glass", 500),),
    note_label="Card", note="Dear Zoë",
)  # fmt: skip
TERMS = Terms(
    number=1,
    version=1,
    previous="",
    placed_at="2026-11-24T09:00:00Z",
    agreed_at="2026-11-24T09:00:00Z",
    channel="shop",
    currency="EUR",
    language="de",
    store=Party("Wren & Ivy", "hello@florist.example", "+49301234567"),
    customer=Party("Anna Berg", "anna@example.com", ""),
    lines=(LINE, replace(LINE, key="2", variant=None, product=None, options=(), note="", note_label="")),
    fulfilment=Fulfilment("post", "shipping", "Post", "", 490, 700, {"country_code": "DE", "city": "Köln"}),
    promise=Promise("2026-11-25T07:00:00Z", "2026-11-27T19:00:00Z", "Europe/Berlin"),
    amounts=Amounts(17600, 490, 1183, True, 18090, (TaxPart(700, 18090, 1183),)),
    payment="pickup",
    note="Ring twice",
)

# The key under which the method's code was stored first: a digest is for good, and so are the keys in it.
STORED_METHOD = "way"


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"promise": None},
        {"note": 'äöü 花 😀 \u2028 \\ " / \b\f\n\r\t \x1f \x7f \ufeff'},
        {"amounts": replace(TERMS.amounts, total=LARGEST, tax=-1)},
        {"lines": ()},
    ],
    ids=["an order", "without a promise", "strange letters", "the largest sum", "nothing left"],
)
def test_the_canonical_text_is_that_of_rfc_8785_and_reads_back(changed: dict[str, Any]) -> None:
    terms = replace(TERMS, **changed)
    plain = json.loads(json.dumps(asdict(terms)))
    plain["fulfilment"][STORED_METHOD] = plain["fulfilment"].pop("method")
    assert terms.canonical().encode() == rfc8785.dumps(plain)
    assert Terms.from_json(terms.canonical()) == terms


def test_a_version_has_the_digest_that_it_always_had() -> None:
    """A3: names in the code may change; the text that both sides hold does not."""
    assert digest_of(TERMS.canonical()) == "a360dc502b54ac3479299984152a108949e49315d393d0df88095d00c1c5527b"


def test_a_nul_of_old_is_frozen_as_it_was_and_read_without() -> None:
    """A3, I2: the digest is of what was agreed; PostgreSQL takes no NUL into what follows from it."""
    old = replace(TERMS, note="Ring\0 twice")
    assert "\0" not in old.canonical()
    assert Terms.from_json(old.canonical()) == TERMS
    spelled_out = replace(TERMS, note="Ring\\u0000 twice")
    assert Terms.from_json(spelled_out.canonical()) == spelled_out


def test_anything_agreed_otherwise_has_another_digest() -> None:
    others = [
        replace(TERMS, note="Ring once"),
        replace(TERMS, previous="0" * 64),
        replace(TERMS, lines=TERMS.lines[:1]),
        replace(TERMS, lines=(replace(LINE, quantity=1), *TERMS.lines[1:])),
        replace(TERMS, fulfilment=replace(TERMS.fulfilment, address={"country_code": "AT"})),
    ]
    assert len({digest_of(terms.canonical()) for terms in (TERMS, *others)}) == 1 + len(others)
