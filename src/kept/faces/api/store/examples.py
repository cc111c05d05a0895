"""Bodies as somebody would send them."""

from typing import Any

FULFILMENT_METHOD: dict[str, Any] = {
    "kind": "delivery",
    "name": "By bicycle",
    "fee": 500,
    "free_from": 5000,
    "leaves_on": [0, 2, 4],
    "cut_off": "11:00",
    "payment_methods": ["delivery", "transfer"],
}
SETTINGS: dict[str, Any] = {"tagline": "Flowers from the region", "fulfillment_tax_rate": 1900}
FULFILMENT_METHOD_CHANGE: dict[str, Any] = {"fee": 550}
HOURS: dict[str, Any] = {"items": [{"weekday": 0, "opens": "09:00", "closes": "18:00"}]}
CLOSE: dict[str, Any] = {"reason": "Christmas"}
SHOP: dict[str, Any] = {"open_for_orders": True}
MESSAGES: dict[str, Any] = {"disabled": ["preparing"], "delay_seconds": 10}
REVIEW_RULES: dict[str, Any] = {"total_above": 20000, "channels": ["phone"]}
STATUS_LABELS: dict[str, Any] = {"labels": {"en": {"preparing": "Being tied"}}}
