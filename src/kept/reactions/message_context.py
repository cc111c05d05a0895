"""The context of messages, read for a whole batch at once and handed down as plain values.

Everything a template could ever say is chosen here, field by field. One message never sees another order's
facts.
"""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from kept.customers.addresses import address_lines
from kept.kit import rows
from kept.kit.caches import Cache
from kept.kit.tokens import unseal
from kept.messages.message_context import MessageContext
from kept.messages.models import Message
from kept.messages.words import supported_language
from kept.orders.agreement.terms import plain_terms
from kept.orders.models import Order, Request
from kept.orders.timers import UNPAID_LIMIT
from kept.payments.methods import method_of
from kept.payments.models import BY_DEMO_CARD
from kept.promises.fulfilment import policy_of
from kept.reactions.sign_in_context import read_sign_in_contexts
from kept.stores.models import Store

# Everything but the store and the request in one statement: a confirmation is part of the cost of an order. Of the
# terms, those of the version that the message is about, as they were frozen.
_SELECT = """
    SELECT m.id, s.slug, s.revision, o.id, o.tracking_number, o.tracking_url, c.terms, a.received,
      COALESCE(e.amount, 0), o.link_sealed, p.id, t.due_at, o.customer_proven
    FROM {messages} m
    JOIN store s ON s.id = m.store_id
    LEFT JOIN orders o ON o.id = m.order_id AND o.store_id = m.store_id
    LEFT JOIN confirmation c ON c.order_id = o.id AND c.version = m.version
    LEFT JOIN money_account a ON a.order_id = o.id
    LEFT JOIN money_entry e ON e.order_id = o.id AND e.cause = '{cause}'
    LEFT JOIN customer_pending_consent p ON p.order_id = o.id
    LEFT JOIN timer t ON t.store_id = m.store_id AND t.kind = '{timer}' AND t.subject_kind = 'order'
      AND t.subject_id = o.id AND t.occasion = '' AND t.state = 'queued'
"""
_OF_STORED = (
    _SELECT.format(messages="message", cause=BY_DEMO_CARD, timer=UNPAID_LIMIT.name) + "WHERE m.id IN {places}"
)
# A message that is not written down stands in for one that is; no version is agreed that it could be about.
_OF_UNSAVED = _SELECT.format(
    messages="(SELECT 0 AS id, %s AS store_id, %s AS order_id, 0 AS version)",
    cause=BY_DEMO_CARD,
    timer=UNPAID_LIMIT.name,
)


def read_contexts(messages: Sequence[Message]) -> dict[int, MessageContext]:
    """The facts of each message, by its id. At most four statements, however many messages, and two for those that no
    store writes (`sign_in_context.py`).

    `store`: its name, contact and colour. `order`: tracking. `terms`: the version the message names. `received`:
    what has been paid so far, in minor units; `played`: how much of it by demo card, which never moved. `fulfilment`
    and `payment`: what follows from their kind, in words of the message's language. `token`: the secret of the order's
    link, with the proof that only mails carry. `consent_asked`: something was ticked that is not confirmed.
    `changes`: what is different in this version. `request`: what the customer asked and what was answered. `orders`:
    the new ones for which an alert speaks together. `keep_until`: when the goods of an unpaid order are let go.
    `customer_proven`: as of the order. Left out: messages whose store or order is no longer there.
    """
    if not messages:
        return {}
    by_id = {message.pk: message for message in messages}
    found = rows.fetch(_OF_STORED.format(places=rows.placeholders(1, len(by_id))), by_id)
    stores = _stores({(slug, revision) for _, slug, revision, *_ in found})
    requests, new = _requests(messages), _new_orders(messages)
    contexts: dict[int, MessageContext] = {}
    for (
        pk,
        slug,
        revision,
        order,
        tracking_number,
        tracking_url,
        terms,
        *money,
        sealed,
        asked,
        until,
        proven,
    ) in found:
        message, store = by_id[pk], stores[slug, revision]
        if message.order_id is None:
            contexts[pk] = {"store": store}
        elif order is not None and terms is not None:
            contexts[pk] = _order_context(
                message, store, terms, tracking_number, tracking_url, money, sealed
            ) | {
                "consent_asked": asked is not None,
                "request": requests.get((order, message.facts.get("request"))),
                "orders": new.get(pk, []),
                "keep_until": rows.from_database_time(until),
                "customer_proven": bool(proven),
            }
    return contexts | read_sign_in_contexts([one for one in messages if one.store_id is None])


def preview_context(message: Message, terms: str) -> MessageContext:
    """The facts of an unsaved message about an order, as they would be if `terms` (JSON) were agreed."""
    found = rows.fetch(_OF_UNSAVED, [message.store_id, message.order_id])
    (
        (
            _pk,
            slug,
            revision,
            _order,
            tracking_number,
            tracking_url,
            _agreed,
            *money,
            sealed,
            _asked,
            _until,
            proven,
        ),
    ) = found
    store = _stores({(slug, revision)})[slug, revision]
    return _order_context(message, store, terms, tracking_number, tracking_url, money, sealed) | {
        "request": None,
        "orders": [],
        "keep_until": None,
        "customer_proven": bool(proven),
    }


def _order_context(
    message: Message,
    store: dict[str, Any],
    terms: str,
    tracking_number: str,
    tracking_url: str,
    money: Sequence[int],
    sealed: str,
) -> MessageContext:
    agreed_terms = plain_terms(terms)
    received, played = money
    return {
        "store": store,
        "order": {"tracking_number": tracking_number, "tracking_url": tracking_url},
        "terms": agreed_terms,
        "received": received,
        "played": played,
        "fulfilment": _fulfilment(agreed_terms["fulfilment"]["kind"]),
        "payment": _payment(message, agreed_terms, received),
        "address_lines": address_lines(agreed_terms["fulfilment"]["address"], store["country"]),
        "token": unseal(sealed) if sealed else None,
        "changes": [_readable_change(change, message, store) for change in message.facts.get("changes", ())],
    }


def _fulfilment(kind: str) -> dict[str, Any]:
    policy = policy_of(kind)
    return {
        "at_the_store": policy.at_the_store,
        "promise_of": str(policy.promise_of),
        "announced_status": policy.announced_status,
    }


def _payment(message: Message, agreed_terms: dict[str, Any], received: int) -> dict[str, Any]:
    """Return how the order is paid, by the state of the money: what is paid is not asked for again."""
    total, method = agreed_terms["amounts"]["total"], method_of(agreed_terms["payment"])
    words, is_open = method.words, received < total
    with translation.override(supported_language(message.language)):
        if not total and not received:
            sentence = _("There is nothing to pay.")
        elif not is_open:
            sentence = str(words.paid)
        elif message.to == Message.To.CUSTOMER:
            sentence = str(words.paid_in_part or words.agreed or words.label)
        else:
            sentence = str(words.paid_in_part or words.agreed_by_them or words.label)
        sentence %= {"number": agreed_terms["number"]}
    return {"words": sentence, "to_bank": is_open and method.needs_bank_details}


def _readable_change(change: dict[str, Any], message: Message, store: dict[str, Any]) -> dict[str, Any]:
    """Addresses as the lines of a label, payment methods by their words; everything else is readable as it is."""
    if change["kind"] == "address":
        sides = {side: address_lines(change[side] or {}, store["country"]) for side in ("before", "after")}
        return {**change, **sides}
    if change["kind"] == "payment":
        with translation.override(supported_language(message.language)):
            return {
                **change,
                **{side: str(method_of(change[side]).words.short) for side in ("before", "after")},
            }
    return change


_cache: Cache[tuple[str, int], dict[str, Any]] = Cache(most=1000)


def _stores(keys: set[tuple[str, int]]) -> dict[tuple[str, int], dict[str, Any]]:
    """The stores by slug and revision.

    Kept in memory, because every change of a store raises its revision.
    """
    found = {as_of: facts for as_of in keys if (facts := _cache.get(as_of)) is not None}
    unknown = {slug: revision for slug, revision in keys if (slug, revision) not in found}
    for store in Store.objects.filter(slug__in=unknown) if unknown else ():
        facts = found[store.slug, unknown[store.slug]] = _store(store)  # it may have been changed in between
        _cache.put((store.slug, store.revision), facts)
    return found


def _store(store: Store) -> dict[str, Any]:
    return {
        "slug": store.slug,
        "name": store.name,
        "legal_name": store.legal_name,
        "email": store.email,
        "phone": store.phone,
        "address_lines": address_lines(store.address, store.country),
        "accent": store.accent,
        "logo": store.logo.name or "",
        "bank_details": store.bank_details,
        "timezone": store.timezone,
        "country": store.country,
        "messages_off": list(store.messages_off),
        "status_words": dict(store.status_words),
    }


def _requests(messages: Sequence[Message]) -> dict[tuple[int, int], dict[str, Any]]:
    ids = {message.facts["request"] for message in messages if message.facts.get("request")}
    if not ids:
        return {}
    fields = ("pk", "order_id", "kind", "text", "answer", "answer_text")
    return {(row["order_id"], row["pk"]): row for row in Request.objects.filter(pk__in=ids).values(*fields)}


def _new_orders(messages: Sequence[Message]) -> dict[int, list[dict[str, Any]]]:
    """For each alert that speaks for several orders, by its id: those orders, as the board shows them."""
    spoken_for = {
        message.pk: dict(message.facts["orders"]) for message in messages if message.facts.get("orders")
    }
    if not spoken_for:
        return {}
    orders = {pk for of in spoken_for.values() for pk in of}
    found = {
        order.pk: order for order in rows.read(Order, f"id IN {rows.placeholders(1, len(orders))}", orders)
    }
    return {
        message.pk: [
            _new_order(found[pk], under_review=under_review)
            for pk, under_review in spoken_for[message.pk].items()
            if pk in found and found[pk].store_id == message.store_id
        ]
        for message in messages
        if message.pk in spoken_for
    }


def _new_order(order: Order, *, under_review: bool) -> dict[str, Any]:
    promised = order.promised_from and order.promised_until
    return {
        "number": order.number,
        "name": order.customer_name,
        "total": order.total,
        "currency": order.currency,
        "summary": order.summary,
        "promised": (order.promised_from, order.promised_until) if promised else None,
        "under_review": under_review,
    }
