"""What letters are about, read for a whole batch at once and handed down as plain values.

Everything a template could ever say is chosen here, field by field. One letter never sees another order's
facts.
"""

import json
from collections.abc import Sequence
from typing import Any

from kept.customers.addresses import address_lines
from kept.messages.correspondence import Facts
from kept.messages.models import Message
from kept.orders.models import Confirmation, Order, Request
from kept.orders.queries import tokens_of
from kept.stores.models import Store


def read_facts(messages: Sequence[Message]) -> dict[int, Facts]:
    """The facts of each message, by its id. At most five statements, however many messages.

    `store`: its name, contact and colour. `order`: tracking. `terms`: the version the message names. `token`:
    the secret of the order's link. `changes`: what is different in this version. `request`: what the customer
    asked and what was answered. Left out: messages whose store or order is no longer there.
    """
    stores = {row.pk: _store(row) for row in Store.objects.filter(pk__in={one.store_id for one in messages})}
    about = {one.order_id for one in messages if one.order_id is not None}
    orders = _orders(about) if about else {}
    terms = _terms(messages) if about else {}
    tokens = tokens_of(about) if about else {}
    requests = _requests(messages)
    found: dict[int, Facts] = {}
    for message in messages:
        if message.store_id not in stores:
            continue
        facts: Facts = {"store": stores[message.store_id]}
        if message.order_id is not None:
            order = orders.get(message.order_id)
            agreed = terms.get((message.order_id, message.version))
            if order is None or agreed is None or order["store_id"] != message.store_id:
                continue
            facts |= {
                "order": {"tracking_number": order["tracking_number"], "tracking_url": order["tracking_url"]},
                "terms": agreed,
                "address_lines": address_lines(agreed["fulfilment"]["address"]),
                "token": tokens.get(message.order_id),
                "changes": [_readable(change) for change in message.facts.get("changes", ())],
                "request": requests.get((message.order_id, message.facts.get("request"))),
            }
        found[message.pk] = facts
    return found


def _readable(change: dict[str, Any]) -> dict[str, Any]:
    """Addresses as the lines of a label; everything else is readable as it is."""
    if change["what"] != "address":
        return change
    return {
        **change,
        **{side: address_lines(change[side]) if change[side] else None for side in ("before", "after")},
    }


def _store(store: Store) -> dict[str, Any]:
    return {
        "slug": store.slug,
        "name": store.name,
        "legal_name": store.legal_name,
        "email": store.email,
        "phone": store.phone,
        "address_lines": address_lines(store.address),
        "accent": store.accent,
        "timezone": store.timezone,
        "country": store.country,
        "messages_off": list(store.messages_off),
        "status_words": dict(store.status_words),
    }


def _orders(ids: set[int]) -> dict[int, dict[str, Any]]:
    fields = ("pk", "store_id", "tracking_number", "tracking_url")
    return {row["pk"]: row for row in Order.objects.filter(pk__in=ids).values(*fields)}


def _terms(messages: Sequence[Message]) -> dict[tuple[int, int], dict[str, Any]]:
    """The frozen terms, as they were stored: the letter says what the record says."""
    asked = {(one.order_id, one.version) for one in messages if one.order_id is not None}
    found = Confirmation.objects.filter(
        order_id__in={order for order, _ in asked}, version__in={version for _, version in asked}
    ).values_list("order_id", "version", "terms")
    return {
        (order, version): json.loads(terms) for order, version, terms in found if (order, version) in asked
    }


def _requests(messages: Sequence[Message]) -> dict[tuple[int, int], dict[str, Any]]:
    ids = {one.facts["request"] for one in messages if one.facts.get("request")}
    if not ids:
        return {}
    fields = ("pk", "order_id", "kind", "text", "answer", "answer_text")
    return {(row["order_id"], row["pk"]): row for row in Request.objects.filter(pk__in=ids).values(*fields)}
