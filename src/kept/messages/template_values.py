"""Turn a message's context into the values of its template: a handful of texts, and nothing that leads further."""

import re
from datetime import datetime
from typing import Any

from markupsafe import Markup

from kept.kit.money import format_money, money_locale
from kept.kit.web_addresses import without_links
from kept.messages.composition import WordChoices
from kept.messages.formatting import format_duration, format_share, format_time_range
from kept.messages.links import (
    address_page,
    desk_board,
    desk_page,
    forgotten_page,
    invitation_page,
    news_page,
    order_page,
    reset_page,
    store_logo,
)
from kept.messages.models import Message, MessageKind
from kept.messages.structured import order_card, parcel_card
from kept.messages.words import difference, word

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
_PLAIN_ACCENT = "#2f5d50"
# Which of the two words on a coloured button is easier to read: the brightness at which black and white tie.
_MIDDLE = 0.179
_PALE = 0.85
# "María del Carmen García Fernández" has five words and 32 characters.
LONGEST_GREETING = 40
MOST_WORDS = 5
_LIKE_A_NAME = re.compile(r"[^\W\d_][^\W\d_ .,'’&-]*(?:[ .,'’&-]+[^\W\d_]+)*\.?")


def template_values(message: Message, context: dict[str, Any]) -> dict[str, Any]:
    """Return all values that this message's template can use. `context` as `reactions/message_context.py` describes it.

    What may be missing is None then, because in Liquid an empty text counts as something.
    """
    language = message.language
    values: dict[str, Any] = {
        "store": _store(context["store"]),
        "order": None,
        "customer": {"name": "", "email": "", "phone": ""},
        "greeting": None,
        "url": None,
        "promise": None,
        "structured": Markup(""),
        "word_choices": (),
    }
    if context.get("orders"):
        values |= _several_orders(context, language)
    elif context.get("terms"):
        values |= _agreement(context, language)
        values |= _occasion(message, context, language)
    if message.kind == MessageKind.INVITATION:
        values |= _invitation(message, context["store"], language)
    if message.store_id is None:
        values |= _sign_in(message, context)
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


def _agreement(context: dict[str, Any], language: str) -> dict[str, Any]:
    terms, store, order = context["terms"], context["store"], context["order"]
    fulfilment, locale = terms["fulfilment"], money_locale(language, store["country"])
    return {
        "order": {
            "number": terms["number"],
            "version": terms["version"],
            "tracking_number": order["tracking_number"] or None,
            "tracking_url": order["tracking_url"] or None,
        },
        "customer": {
            # Only the store reads of somebody without a name: who is written to has given one.
            "name": without_links(terms["customer"]["name"]) or word(language, "shared", "walk_in"),
            **{key: terms["customer"][key] or None for key in ("email", "phone")},
        },
        "greeting": _greeting(terms["customer"]["name"], is_proven=context["customer_proven"]),
        "lines": [_line(line, terms["currency"], language, locale) for line in terms["lines"]],
        "amounts": _amounts(terms, language, locale),
        "fulfilment": {
            "kind": fulfilment["kind"],
            "name": fulfilment["name"],
            "words": fulfilment["words"] or None,
            "recipient": _typed(fulfilment["recipient"]),
            "instructions": _typed(fulfilment["instructions"]),
            "address_lines": [without_links(line) for line in context["address_lines"]],
        },
        "collect": context["fulfilment"]["at_the_store"] and bool(store["address_lines"]),
        "promise": _promise(terms["promise"], language, store["country"]),
        "payment_words": context["payment"]["words"],
        "bank_details": (store["bank_details"] or None) if context["payment"]["to_bank"] else None,
        "note": _typed(terms["note"]),
    }


def _greeting(name: str, *, is_proven: bool) -> str | None:
    """Return the name for the first line of a message, which mail programs show before it is opened.

    What somebody typed whom nobody knows stands there only as far as it reads like a name, and not like a sentence.
    """
    reads_like_name = (
        len(name) <= LONGEST_GREETING and name.count(" ") < MOST_WORDS and _LIKE_A_NAME.fullmatch(name)
    )
    return without_links(name) if name and (is_proven or reads_like_name) else None


def _typed(text: str | None) -> str | None:
    """Return words of a customer so that no mail program makes a link of a part of them; None for none."""
    return without_links(text) if text else None


def _occasion(message: Message, context: dict[str, Any], language: str) -> dict[str, Any]:
    """Return what is particular to this message: why it is written, and where its button leads."""
    facts, request = message.facts, context.get("request") or {}
    to_customer = message.to == Message.To.CUSTOMER
    url: str | None = (
        order_page(asks=message.kind == MessageKind.CONFIRMATION)
        if to_customer
        else desk_page(context["store"]["slug"], context["terms"]["number"])
    )
    if to_customer and not context.get("token"):
        url = None  # the link was revoked and no new one made
    return {
        "url": url,
        "news_url": news_page() if url and to_customer and context.get("consent_asked") else None,
        "personal_note": facts.get("note") or None,
        **_money(context, language),
        "changes": [_change(change, context, language) for change in context["changes"]],
        "reason": facts.get("reason") or None,
        "why": facts.get("why") or None,
        "under_review": message.asks_to_confirm,
        "request": {key: request.get(key) or None for key in ("kind", "answer", "answer_text")}
        | {"text": _typed(request.get("text"))},
        "waited": format_duration(facts["waited_minutes"], language) if "waited_minutes" in facts else None,
        "last_reminder": bool(facts.get("last")),
        "keep_until": _keep_until(message, context, language),
        "work": _work(message, context, language),
        "word_choices": _word_choices(message, context),
        "status_word": context["store"]["status_words"].get(language, {}).get(message.kind),
        "structured": _structured(message, context, url) if to_customer else Markup(""),
    }


def _keep_until(message: Message, context: dict[str, Any], language: str) -> str | None:
    """Return until when the goods are kept for a customer whom nobody knows; None where they are kept anyway."""
    until, store = context.get("keep_until"), context["store"]
    if until is None or message.kind not in (MessageKind.CONFIRMATION, MessageKind.UNDER_REVIEW):
        return None
    moment = until.isoformat()
    return format_time_range(moment, moment, store["timezone"], language, store["country"])


def _several_orders(context: dict[str, Any], language: str) -> dict[str, Any]:
    """Several new orders, a few lines each; the desk has the rest."""
    store, orders = context["store"], context["orders"]
    locale = money_locale(language, store["country"])
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
                "name": _typed(order["name"]),
                "total": format_money(order["total"], order["currency"], locale),
                "summary": ", ".join(order["summary"]) or None,
                "promise": _promised(order["promised"], store, language),
                "under_review": order["under_review"],
            }
            for order in orders
        ],
    }


def _work(message: Message, context: dict[str, Any], language: str) -> dict[str, Any] | None:
    """Return how far the work had come when the order was changed; None in messages about something else."""
    facts = message.facts
    if message.kind != MessageKind.ORDER_CHANGED:
        return None
    own_word = context["store"]["status_words"].get(language, {}).get(facts["status"])
    return {
        "by": facts.get("by") or None,
        "status": own_word or word(language, message.kind, f"work_{facts['status']}"),
        "begun_by": facts.get("begun_by") or None,
        "waits": bool(facts.get("waits")),
    }


def _invitation(message: Message, store: dict[str, Any], language: str) -> dict[str, Any]:
    facts = message.facts
    until = facts["expires"]
    return {
        "url": invitation_page(),
        "invited_by": facts["invited_by"],
        "role": word(language, MessageKind.INVITATION, f"role_{facts['role']}"),
        "expires": format_time_range(until, until, store["timezone"], language, store["country"]),
    }


def _sign_in(message: Message, context: dict[str, Any]) -> dict[str, Any]:
    """Return what a message about somebody's own sign-in says: which change, and where its button leads."""
    change = message.facts.get("change")
    pages = {MessageKind.PASSWORD_RESET: reset_page, MessageKind.ADDRESS_CHANGE: address_page}
    page = pages.get(MessageKind(message.kind), forgotten_page)
    own_words = tuple((key, f"{key}_{change}") for key in ("headline", "lead")) if change else ()
    # A new password for an address that nobody signs in with any more does not exist.
    is_gone = change == "address_changed"
    return {
        "url": None if is_gone else page(),
        "host": context["host"],
        "new_address": message.facts.get("address") or None,
        "word_choices": (*own_words, ("private", "private_gone")) if is_gone else own_words,
    }


def _line(line: dict[str, Any], currency: str, language: str, locale: str) -> dict[str, Any]:
    options = [f"{option['name']}: {option['value']}" for option in line["options"]]
    return {
        "quantity": line["quantity"],
        "title": line["title"],
        "detail": ", ".join(filter(None, [line["variant_title"], *options])) or None,
        "unit": format_money(line["unit_price"], currency, locale) if line["quantity"] > 1 else None,
        "total": format_money(line["total"], currency, locale),
        "note_label": line["note_label"] or word(language, "shared", "note"),
        "note": _typed(line["note"]),
    }


def _amounts(terms: dict[str, Any], language: str, locale: str) -> dict[str, Any]:
    amounts, currency = terms["amounts"], terms["currency"]
    taxes = [
        (format_share(part["rate"], language), format_money(part["tax"], currency, locale))
        for part in amounts["taxes"]
    ]
    tax_word = word(language, "shared", "tax_included" if amounts["tax_included"] else "tax_added")
    tax_rows = [{"label": f"{tax_word} {rate}", "amount": tax} for rate, tax in taxes]
    rows = []
    if amounts["fulfilment"]:
        rows.append(
            {
                "label": terms["fulfilment"]["name"],
                "amount": format_money(amounts["fulfilment"], currency, locale),
            }
        )
    if not amounts["tax_included"]:
        rows += tax_rows
    if rows:
        subtotal = format_money(amounts["items"], currency, locale)
        rows.insert(0, {"label": word(language, "shared", "subtotal"), "amount": subtotal})
    return {
        "rows": rows,
        "included": tax_rows if amounts["tax_included"] else [],
        "total": format_money(amounts["total"], currency, locale),
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


def _change(change: dict[str, Any], context: dict[str, Any], language: str) -> str:
    before, after = (_value(change["kind"], change[side], context, language) for side in ("before", "after"))
    return difference(language, change["kind"], name=change["name"], before=before, after=after)


def _value(what: str, value: Any, context: dict[str, Any], language: str) -> str:
    if value is None or value == "":
        return ""
    if what in ("price", "fee", "total"):
        return format_money(
            value, context["terms"]["currency"], money_locale(language, context["store"]["country"])
        )
    if what == "promise":
        return format_time_range(
            value[0], value[1], context["store"]["timezone"], language, context["store"]["country"]
        )
    # A note, a name or an address is what the customer typed; the rest reads the same.
    return without_links(", ".join(filter(None, value)) if isinstance(value, list) else str(value))


def _word_choices(message: Message, context: dict[str, Any]) -> WordChoices:
    """Choose the words that fit this order. They promise no message that the store will not send."""
    fulfilment = context["fulfilment"]
    return (
        ("next_words", _next_words(message, fulfilment["announced_status"], context["store"])),
        ("promise_label", f"promised_{fulfilment['promise_of']}"),
        ("comes_back", "comes_back" if _comes_back(context) > 0 else "comes_back_played"),
    )


def _next_words(message: Message, announced: str, store: dict[str, Any]) -> str:
    """Choose the words for what the customer hears next, from where the work stood when the message was written."""
    if message.kind == MessageKind.ON_HOLD:
        return "next_quiet" if MessageKind.RESUMED in store["messages_off"] else "next_goes_on"
    status = message.facts.get("status")
    if status == "pending":
        return "next_confirmed"
    if announced in store["messages_off"] or status in (announced, "done", "cancelled"):
        return "next_quiet"
    return f"next_{announced}"


def _money(context: dict[str, Any], language: str) -> dict[str, str | None]:
    """Return what has been paid, and where that is a part or too much, what is open: who pays later reads the total."""
    total, received, played = context["terms"]["amounts"]["total"], context["received"], context["played"]
    amounts = {
        "paid": received - played,
        "played": played,
        "still_to_pay": total - received if received else 0,
        "comes_back": max(_comes_back(context), 0) or received - total,
    }
    currency, locale = context["terms"]["currency"], money_locale(language, context["store"]["country"])
    return {
        name: format_money(amount, currency, locale) if amount > 0 else None
        for name, amount in amounts.items()
    }


def _comes_back(context: dict[str, Any]) -> int:
    """Return how much of what is paid too much has to be paid back: what the demo card paid never moved."""
    received: int = context["received"]
    stays: int = max(context["terms"]["amounts"]["total"], context["played"])
    return received - stays


def _structured(message: Message, context: dict[str, Any], url: str | None) -> Markup:
    if message.kind == MessageKind.SHIPPED:
        return parcel_card(context, url=url)
    return order_card(context, status=message.facts.get("status", ""), url=url)


def _luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
