"""Bodies as somebody would send them."""

from typing import Any

ENDPOINT: dict[str, Any] = {
    "url": "https://example.com/webhooks",
    "events": ["order.confirmed", "order.advanced"],
}
ENDPOINT_CHANGE: dict[str, Any] = {"active": True}
