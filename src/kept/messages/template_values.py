"""From plain facts to what a template may read: a handful of texts, and nothing that leads further."""

import re
from datetime import datetime
from typing import Any

from markupsafe import Markup

from kept.kit.money import format_money
from kept.messages.composition import WordChoices
from kept.messages.formatting import format_duration, format_share, format_time_range
from kept.messages.links import desk_board, desk_page, invitation_page, order_page, store_logo
from kept.messages.models import Message, MessageKind
from kept.messages.structured import order_card, parcel_card
from kept.messages.words import difference, word

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
_PLAIN_ACCENT = "#2f5d50"
# Which of the two words on a coloured button is easier to read: the brightness at which black and white tie.
_MIDDLE = 0.179
_PALE = 0.85


def template_values(message: Message, facts: dict[str, Any]) -> dict[str, Any]:
    """Everything this message's template can say. `facts` as `reactions/message_context.py` describes them.

    What may be missing is None then, because in Liquid an empty text counts as something.
    """
    language = message.language
    values: dict[str, Any] = {
        "store": _store(facts["store"]),
        "order": None,
        "customer": {"name": "", "email": "", "phone": ""},
        "url": None,
        "promise": None,
        "structured": Markup(""),
        "says": (),
    }
    if facts.get("orders"):
        values |= _several(facts, language)
    elif facts.get("terms"):
        values |= _agreement(facts, language)
        values |= _occasion(message, facts, language)
    if message.kind == MessageKind.INVITATION:
        values |= _invitation(message, facts["store"], language)
    return values


def _store(store: dict[str, Any]) -> dict[str, Any]:
    accent = store["accent"]
    if not _COLOUR.fullmatch(accent) or _luminance(accent) > _PALE:
        accent = _PLAIN_ACCENT  # on white paper nobody would see the button
    return {
        "name": store["name"],
        "legal_name": store["legal_name"] or None,
        "email": store["email"],
        "phone": store["phone"] or None,
        "tel": re.sub(r"[^\d+]", "", store["phone"]),
        "address_lines": store["address_lines"],
        "logo": store_logo(store["slug"]) if store["logo"].endswith(".webp") else None,  # mails show no SVG
        "accent": accent,
        "on_accent": "#ffffff" if _luminance(accent) < _MIDDLE else "#10151b",
    }


def _agreement(facts: dict[str, Any], language: str) -> dict[str, Any]:
    terms, store, order = facts["terms"], facts["store"], facts["order"]
    way = terms["fulfilment"]
    return {
        "order": {
            "number": terms["number"],
            "version": terms["version"],
            "tracking_number": order["tracking_number"] or None,
            "tracking_url": order["tracking_url"] or None,
        },
        "customer": {
            # Only the store reads of somebody without a name: who is written to has given one.
            "name": terms["customer"]["name"] or word(language, "shared", "walk_in"),
            **{key: terms["customer"][key] or None for key in ("email", "phone")},
        },
        "lines": [_line(line, terms["currency"], language) for line in terms["lines"]],
        "amounts": _amounts(terms, language),
        "way": {
            "kind": way["kind"],
            "name": way["name"],
            "words": way["words"] or None,
            "recipient": way["recipient"] or None,
            "instructions": way["instructions"] or None,
            "address_lines": facts["address_lines"],
        },
        "collect": facts["fulfilment"]["at_the_store"] and bool(store["address_lines"]),
        "promise": _promise(terms["promise"], language, store["country"]),
        "payment_words": facts["payment"]["words"],
        "bank_details": (store["bank_details"] or None) if facts["payment"]["to_bank"] else None,
        "note": terms["note"] or None,
    }


def _occasion(message: Message, facts: dict[str, Any], language: str) -> dict[str, Any]:
    """What is particular to this message: why it is written, and where its button leads."""
    said, request = message.facts, facts.get("request") or {}
    to_customer = message.to == Message.To.CUSTOMER
    url: str | None = (
        order_page(asks=message.kind == MessageKind.CONFIRMATION)
        if to_customer
        else desk_page(facts["store"]["slug"], facts["terms"]["number"])
    )
    if to_customer and not facts.get("token"):
        url = None  # the link was revoked and no new one made
    return {
        "url": url,
        "personal_note": said.get("note") or None,
        **_money(facts, language),
        "changes": [_change(change, facts, language) for change in facts["changes"]],
        "reason": said.get("reason") or None,
        "why": said.get("why") or None,
        "under_review": message.asks_to_confirm,
        "request": {key: request.get(key) or None for key in ("kind", "text", "answer", "answer_text")},
        "waited": format_duration(said["waited_minutes"], language) if "waited_minutes" in said else None,
        "last_reminder": bool(said.get("last")),
        "work": _work(message, facts, language),
        "says": _says(message, facts),
        "status_word": facts["store"]["status_words"].get(language, {}).get(message.kind),
        "structured": _structured(message, facts, url) if to_customer else Markup(""),
    }


def _several(facts: dict[str, Any], language: str) -> dict[str, Any]:
    """Several new orders, a few lines each; the desk has the rest."""
    store, orders = facts["store"], facts["orders"]
    return {
        "url": desk_board(store["slug"]),
        "count": len(orders),
        "first": orders[0]["number"],
        "last": orders[-1]["number"],
        "to_confirm": any(order["under_review"] for order in orders),
        "orders": [
            {
                "number": order["number"],
                "url": desk_page(store["slug"], order["number"]),
                "name": order["name"] or None,
                "total": format_money(order["total"], order["currency"], language),
                "summary": ", ".join(order["summary"]) or None,
                "promise": _promised(order["promised"], store, language),
                "under_review": order["under_review"],
            }
            for order in orders
        ],
    }


def _work(message: Message, facts: dict[str, Any], language: str) -> dict[str, Any] | None:
    """How far the work had come when the order was changed; None in letters that are about something else."""
    said = message.facts
    if message.kind != MessageKind.ORDER_CHANGED:
        return None
    own = facts["store"]["status_words"].get(language, {}).get(said["status"])
    return {
        "by": said.get("by") or None,
        "status": own or word(language, message.kind, f"work_{said['status']}"),
        "begun_by": said.get("begun_by") or None,
        "waits": bool(said.get("waits")),
    }


def _invitation(message: Message, store: dict[str, Any], language: str) -> dict[str, Any]:
    said = message.facts
    until = said["expires"]
    return {
        "url": invitation_page(),
        "invited_by": said["invited_by"],
        "role": word(language, MessageKind.INVITATION, f"role_{said['role']}"),
        "expires": format_time_range(until, until, store["timezone"], language, store["country"]),
    }


def _line(line: dict[str, Any], currency: str, language: str) -> dict[str, Any]:
    chosen = [f"{option['name']}: {option['value']}" for option in line["options"]]
    return {
        "quantity": line["quantity"],
        "title": line["title"],
        "detail": ", ".join(filter(None, [line["variant_title"], *chosen])) or None,
        "unit": format_money(line["unit_price"], currency, language) if line["quantity"] > 1 else None,
        "total": format_money(line["total"], currency, language),
        "note_label": line["note_label"] or word(language, "shared", "note"),
        "note": line["note"] or None,
    }


def _amounts(terms: dict[str, Any], language: str) -> dict[str, Any]:
    amounts, currency = terms["amounts"], terms["currency"]
    taxes = [
        (format_share(part["rate"], language), format_money(part["tax"], currency, language))
        for part in amounts["taxes"]
    ]
    tax_word = word(language, "shared", "tax_included" if amounts["tax_included"] else "tax_added")
    tax_rows = [{"label": f"{tax_word} {rate}", "amount": tax} for rate, tax in taxes]
    rows = []
    if amounts["fulfilment"]:
        rows.append(
            {
                "label": terms["fulfilment"]["name"],
                "amount": format_money(amounts["fulfilment"], currency, language),
            }
        )
    if not amounts["tax_included"]:
        rows += tax_rows
    if rows:
        subtotal = format_money(amounts["items"], currency, language)
        rows.insert(0, {"label": word(language, "shared", "subtotal"), "amount": subtotal})
    return {
        "rows": rows,
        "included": tax_rows if amounts["tax_included"] else [],
        "total": format_money(amounts["total"], currency, language),
    }


def _promise(promise: dict[str, Any] | None, language: str, country: str) -> str | None:
    return (
        format_time_range(promise["earliest"], promise["latest"], promise["zone"], language, country)
        if promise
        else None
    )


def _promised(between: tuple[datetime, datetime] | None, store: dict[str, Any], language: str) -> str | None:
    if not between:
        return None
    first, last = (moment.isoformat() for moment in between)
    return format_time_range(first, last, store["timezone"], language, store["country"])


def _change(change: dict[str, Any], facts: dict[str, Any], language: str) -> str:
    before, after = (_value(change["what"], change[side], facts, language) for side in ("before", "after"))
    return difference(language, change["what"], name=change["name"], before=before, after=after)


def _value(what: str, value: Any, facts: dict[str, Any], language: str) -> str:
    if value is None or value == "":
        return ""
    if what in ("price", "fee", "total"):
        return format_money(value, facts["terms"]["currency"], language)
    if what == "promise":
        return format_time_range(
            value[0], value[1], facts["store"]["timezone"], language, facts["store"]["country"]
        )
    return ", ".join(filter(None, value)) if isinstance(value, list) else str(value)


def _says(message: Message, facts: dict[str, Any]) -> WordChoices:
    """Which words fit this order. No message is promised that the store does not send, or has no cause for now."""
    fulfilment = facts["fulfilment"]
    return (
        ("next_words", _next(message, fulfilment["announced_status"], facts["store"])),
        ("promise_label", f"promised_{fulfilment['promise_of']}"),
        ("comes_back", "comes_back" if _comes_back(facts) > 0 else "comes_back_played"),
    )


def _next(message: Message, coming: str, store: dict[str, Any]) -> str:
    """What the customer hears next, from where the work stood when the letter was written."""
    if message.kind == MessageKind.ON_HOLD:
        return "next_quiet" if MessageKind.RESUMED in store["messages_off"] else "next_goes_on"
    status = message.facts.get("status")
    if status == "pending":
        return "next_confirmed"
    if coming in store["messages_off"] or status in (coming, "done", "cancelled"):
        return "next_quiet"
    return f"next_{coming}"


def _money(facts: dict[str, Any], language: str) -> dict[str, str | None]:
    """What has been paid; and where that is a part or too much, what is open: who pays later reads the total."""
    total, received, played = facts["terms"]["amounts"]["total"], facts["received"], facts["played"]
    amounts = {
        "paid": received - played,
        "played": played,
        "still_to_pay": total - received if received else 0,
        "comes_back": max(_comes_back(facts), 0) or received - total,
    }
    currency = facts["terms"]["currency"]
    return {
        name: format_money(amount, currency, language) if amount > 0 else None
        for name, amount in amounts.items()
    }


def _comes_back(facts: dict[str, Any]) -> int:
    """How much of what is paid too much has to come back: what the demo card paid never moved."""
    received: int = facts["received"]
    stays: int = max(facts["terms"]["amounts"]["total"], facts["played"])
    return received - stays


def _structured(message: Message, facts: dict[str, Any], url: str | None) -> Markup:
    if message.kind == MessageKind.SHIPPED:
        return parcel_card(facts, url=url)
    return order_card(facts, status=message.facts.get("status", ""), url=url)


def _luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
