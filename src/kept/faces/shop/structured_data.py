"""Structured data for search engines: schema.org Product and Offer as JSON-LD.

A data block is not executed, so the content security policy does not apply to it. Its content is escaped, so that no
text of a merchant can end the block.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kept.catalog.models import Product, Variant
from kept.faces.shop.goods import photo_of, pieces_left
from kept.faces.shop.store_context import StoreContext, absolute
from kept.kit.money import plain_amount

_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def product_data(shop: StoreContext, product: Product, stock: dict[int, int]) -> SafeString:
    """Return the product as a `<script type="application/ld+json">`."""
    url = absolute(shop.page("product", product.slug))
    photo = photo_of(product)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "url": url,
        "brand": {"@type": "Brand", "name": shop.store.name},
        "offers": [_offer(shop, variant, url, stock) for variant in product.variants.all()],
    }
    if product.summary or product.description:
        data["description"] = (product.summary or product.description)[:500]
    if photo:
        data["image"] = absolute(photo)
    return data_block(data)


def data_block(data: dict[str, Any]) -> SafeString:
    """Return data as a JSON-LD block of a page."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  (escaped above)


def _offer(shop: StoreContext, variant: Variant, url: str, stock: dict[int, int]) -> dict[str, Any]:
    availability = "SoldOut" if pieces_left(variant, stock) == 0 else "InStock"
    offer = {
        "@type": "Offer",
        "url": url,
        "sku": variant.sku,
        "price": plain_amount(variant.price, shop.store.currency),
        "priceCurrency": shop.store.currency,
        "availability": f"https://schema.org/{availability}",
        "seller": {"@type": "Organization", "name": shop.store.name},
    }
    return {**offer, "name": variant.title} if variant.title else offer
