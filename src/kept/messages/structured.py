"""Data for mail programs (schema.org, JSON-LD): the order as a card, the parcel with its number.

Source: https://schema.org/Order, https://schema.org/ParcelDelivery, https://developers.google.com/gmail/markup.
"""

import json
from typing import Any

from markupsafe import Markup

from kept.kit.money import plain_amount

# Work status → schema.org/OrderStatus. An order under review is being processed: by a person.
_STATUSES = {
    "ready": "OrderPickupAvailable",
    "shipped": "OrderInTransit",
    "done": "OrderDelivered",
    "on_hold": "OrderProblem",
    "cancelled": "OrderCancelled",
}
# In a script nothing is an entity, so what could end it is written as JSON's own escapes.
_INERT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def order_card(facts: dict[str, Any], *, status: str, url: str | None) -> Markup:
    """The order, as a script element that runs nothing."""
    return _script(_order(facts, status, url))


def parcel_card(facts: dict[str, Any], *, url: str | None) -> Markup:
    """The parcel on its way, with the order it belongs to."""
    terms, order = facts["terms"], facts["order"]
    promise = terms["promise"] or {}
    card = {
        "@context": "https://schema.org",
        "@type": "ParcelDelivery",
        "deliveryAddress": _address(terms["fulfilment"]["address"], terms["customer"]["name"]),
        "expectedArrivalFrom": promise.get("earliest"),
        "expectedArrivalUntil": promise.get("latest"),
        "provider": {"@type": "Organization", "name": terms["fulfilment"]["name"]},
        "itemShipped": [{"@type": "Product", "name": line["title"]} for line in terms["lines"]],
        "trackingNumber": order["tracking_number"] or None,
        "trackingUrl": order["tracking_url"] or None,
        "partOfOrder": _order(facts, "shipped", url),
        "potentialAction": _follow(order["tracking_url"] or url),
    }
    return _script({name: value for name, value in card.items() if value})


def _follow(url: str | None) -> dict[str, str] | None:
    return {"@type": "TrackAction", "target": url} if url else None


def _order(facts: dict[str, Any], status: str, url: str | None) -> dict[str, Any]:
    terms = facts["terms"]
    currency = terms["currency"]
    card = {
        "@context": "https://schema.org",
        "@type": "Order",
        "merchant": {"@type": "Organization", "name": facts["store"]["name"]},
        "customer": {"@type": "Person", "name": terms["customer"]["name"]},
        "orderNumber": str(terms["number"]),
        "orderDate": terms["placed_at"],
        "orderStatus": f"https://schema.org/{_STATUSES.get(status, 'OrderProcessing')}",
        "priceCurrency": currency,
        "price": plain_amount(terms["amounts"]["total"], currency),
        "acceptedOffer": [_offer(line, currency) for line in terms["lines"]],
    }
    return card | {"url": url, "potentialAction": {"@type": "ViewAction", "target": url}} if url else card


def _offer(line: dict[str, Any], currency: str) -> dict[str, Any]:
    item = {"@type": "Product", "name": line["title"]}
    if line["sku"]:
        item["sku"] = line["sku"]
    return {
        "@type": "Offer",
        "itemOffered": item,
        "price": plain_amount(line["unit_price"], currency),
        "priceCurrency": currency,
        "eligibleQuantity": {"@type": "QuantitativeValue", "value": line["quantity"]},
    }


def _address(address: dict[str, str], name: str) -> dict[str, str] | None:
    if not address:
        return None
    fields = {
        "@type": "PostalAddress",
        "name": name,
        "streetAddress": address.get("street_address", ""),
        "addressLocality": address.get("city", ""),
        "addressRegion": address.get("country_area", ""),
        "postalCode": address.get("postal_code", ""),
        "addressCountry": address.get("country_code", ""),
    }
    return {field: value for field, value in fields.items() if value}


def _script(card: dict[str, Any]) -> Markup:
    # Everything that could leave the script is inert by now; that is what makes it safe to mark.
    text = json.dumps(card, separators=(",\n", ":"))
    for sign, inert in _INERT.items():
        text = text.replace(sign, inert)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704
