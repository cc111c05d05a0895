"""Sample data for the style page: an order of a florist."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

NOTE = "Nut allergy in the house: no hazel twigs. Ring twice."


def agreement(now: datetime) -> dict[str, Any]:
    """Return the data of `kept/parts/agreement_sheet.html`."""
    return {
        "number": "1042",
        "version": 2,
        "agreed_at": now - timedelta(hours=20),
        "acknowledged_at": now - timedelta(hours=19),
        "store": "Wren & Ivy",
        "instructions": NOTE,
        "currency": "EUR",
        "lines": [
            {
                "quantity": 2,
                "name": "Seasonal bouquet",
                "options": ["large", "in a vase"],
                "note": "",
                "amount": 11800,
            },
            {
                "quantity": 1,
                "name": "Dried wreath",
                "options": [],
                "note": "For Lotte, from all of us",
                "amount": 4650,
            },
            {"quantity": 12, "name": "Garden roses", "options": ["peach"], "note": "", "amount": 4200},
        ],
        "totals": [
            {"label": "Items", "amount": 20650, "kind": ""},
            {"label": "Delivery", "amount": 650, "kind": ""},
            {"label": "Total", "amount": 21300, "kind": "total"},
            {"label": "including 7 % VAT", "amount": 1393, "kind": "muted"},
        ],
        "facts": [
            {"label": "Delivery", "lines": ["Anna Berger", "Lindenallee 14", "50968 Köln"]},
            {"label": "When", "lines": ["Saturday 14 November, 10:00–12:00"]},
            {"label": "Payment", "lines": ["By transfer, due at delivery"]},
        ],
    }


def promises(now: datetime) -> list[dict[str, Any]]:
    """Return three promises for `promise_line.html`: in progress, broken, and kept."""
    early: list[dict[str, Any]] = [
        {"at": "past", "word": "Agreed", "when": now - timedelta(hours=20)},
        {"at": "now", "word": "In hand", "when": now - timedelta(hours=2)},
        {"at": "next", "word": "Sent", "when": now + timedelta(hours=20)},
        {"at": "next", "word": "Done", "note": "Sat, 10–12"},
    ]
    says = [
        {"icon": "message", "text": "Anna last heard from you 2 hours ago."},
        {
            "icon": "clock",
            "text": "If nobody does anything, she is told on Saturday at 9:30 that it is running late.",
        },
    ]
    broken = [early[0], early[1] | {"at": "broken", "word": "In hand, 40 min late"}, *early[2:]]
    kept = [
        step | {"at": "past", "when": now - timedelta(hours=9 - position)}
        for position, step in enumerate(early)
    ]
    return [
        {"title": "Saturday 14 November, 10:00–12:00", "steps": early, "says": says},
        {"title": "Today, 16:00", "steps": broken, "says": says[:1]},
        {"title": "Kept on Thursday, 20 minutes early", "steps": kept, "says": []},
    ]


def board_columns() -> list[dict[str, Any]]:
    """Return the data of four `column.html`."""
    return [
        _column("received", "Received", "€ 1,284.50", _received(), shown=True),
        _column("preparing", "Preparing", "€ 612.00", _preparing()),
        _column("ready", "Ready for pickup", "€ 96.00", _ready()),
        _column("shipped", "Shipped", "€ 0.00", []),
    ]


def timeline_entries(now: datetime) -> list[dict[str, Any]]:
    """Return the data of `times.html`."""
    return [
        {
            "icon": "edit",
            "tone": "accent",
            "text": "Changed to version 2: two bouquets instead of one",
            "who": "Maya",
            "when": now - timedelta(hours=1),
        },
        {
            "icon": "mail",
            "tone": "good",
            "text": "Confirmation, version 2, to anna@example.org",
            "state": "delivered 10:41",
            "when": now - timedelta(hours=1),
            "url": "#",
            "url_text": "As sent",
        },
        {
            "icon": "message",
            "tone": "",
            "text": "Anna wrote",
            "who": "order page",
            "when": now - timedelta(hours=2),
            "said": "Could it be two bouquets?\nMy sister is coming as well.",
        },
        {
            "icon": "alert",
            "tone": "bad",
            "text": "The text message came back: the number cannot receive it",
            "when": now - timedelta(hours=3),
        },
        {
            "icon": "ticket",
            "tone": "accent",
            "text": "Agreed, version 1",
            "who": "shop",
            "when": now - timedelta(hours=20),
        },
    ]


def effects() -> dict[str, Any]:
    """Return the data of `effects.html`: the four effects of a change."""
    return {
        "currency": "EUR",
        "items": [
            {
                "kind": "changed",
                "what": "Seasonal bouquet, large",
                "before": "1",
                "after": "2",
                "amount": 5900,
                "currency": "EUR",
            },
            {"kind": "added", "after": "Card: For Lotte", "amount": 350, "currency": "EUR"},
            {"kind": "removed", "before": "Dried wreath", "amount": -4650, "currency": "EUR"},
        ],
        "money": [
            {"label": "Agreed before", "amount": 19700},
            {"label": "Agreed now", "amount": 21300},
            {"label": "Anna owes", "amount": 1600, "kind": "total"},
        ],
        "money_says": "Added to what is due at delivery.",
        "stock": [
            {"name": "Seasonal bouquet, large", "before": 6, "after": 5},
            {"name": "Dried wreath", "before": 0, "after": 1},
        ],
        "stock_says": "Jonas has begun to work on this order. He is told to stop and read version 3.",
        "message_to": "Anna",
        "message": "Hello Anna,\n\nyour order 1042 has changed, as you asked:\n\n"
        "→ Seasonal bouquet, large: 2 instead of 1\n"
        "+ Card: For Lotte\n− Dried wreath\n\nNew total: €213.00. Everything else stays as agreed.",
    }


def products(photos: Sequence[str]) -> list[dict[str, Any]]:
    """Return the data of three `product_card.html`: ordinary, with a badge, and out of stock."""
    samples = [
        {"name": "Seasonal bouquet", "price": 2900, "price_from": True, "when": "Ready from tomorrow, 10:00"},
        {
            "name": "Flower workshop",
            "price": 5900,
            "when": "Thursday 19 November, 18:30",
            "badge": "4 places left",
        },
        {"name": "Peonies in a jug", "price": 4800, "when": "Back in May", "out": True},
    ]
    padded = [*photos, "", "", ""]
    return [
        sample | {"url": "#", "currency": "EUR", "photo": padded[position]}
        for position, sample in enumerate(samples)
    ]


def _column(
    status: str, word: str, total: str, cards: list[dict[str, Any]], *, shown: bool = False
) -> dict[str, Any]:
    return {
        "status": status,
        "word": word,
        "count": len(cards),
        "total_text": total,
        "cards": cards,
        "shown": shown,
        "empty_text": "Nothing here.",
    }


def _card(number: str, name: str, **more: Any) -> dict[str, Any]:
    defaults = {
        "id": number,
        "number": number,
        "pick": number,
        "name": name,
        "url": "#",
        "version": 1,
        "revision": 1,
    }
    return defaults | {"advance_url": "#"} | more


def _received() -> list[dict[str, Any]]:
    return [
        _card(
            "1042",
            "Anna Berger",
            nth="3rd order",
            version=2,
            lines=[
                {"quantity": 2, "name": "Seasonal bouquet, large"},
                {"quantity": 1, "name": "Dried wreath"},
            ],
            more=1,
            notes=[NOTE],
            due={"level": "soon", "text": "in 2 h"},
            owner="Jonas Weber",
            money_text="€213.00 due",
            money_kind="warn",
            quiet="quiet for 2 h",
            advance_word="Start preparing",
        ),
        _card(
            "1047",
            "Studio Halden, Priscilla Oyelaran",
            lines=[{"quantity": 1, "name": "Custom arrangement for the front desk"}],
            due={"level": "calm", "text": "Saturday, 9–11"},
            money_text="Paid",
            money_kind="good",
            quiet="quiet for 10 min",
            advance_word="Start preparing",
        ),
    ]


def _preparing() -> list[dict[str, Any]]:
    return [
        _card(
            "1039",
            "Tomás Rey",
            late=True,
            nth="12th order",
            lines=[
                {"quantity": 40, "name": "Garden roses, white"},
                {"quantity": 4, "name": "Sympathy wreath"},
            ],
            due={"level": "late", "text": "20 min late"},
            owner="Maya Lindqvist",
            money_text="Paid",
            money_kind="good",
            quiet="quiet for 1 day",
            version=2,
            news={
                "changes": [
                    {"kind": "changed", "what": "Garden roses, white", "before": "30", "after": "40"}
                ],
                "more": 1,
            },
            advance_url="",
            accept_url="#",
        ),
    ]


def _ready() -> list[dict[str, Any]]:
    return [
        _card(
            "1031",
            "Ilse Vandamme",
            lines=[{"quantity": 1, "name": "Potted orchid"}, {"quantity": 1, "name": "Peonies"}],
            due={"level": "calm", "text": "until 18:00"},
            owner="Jonas Weber",
            money_text="At pickup",
            quiet="told 40 min ago",
            advance_word="Handed over",
        ),
    ]
