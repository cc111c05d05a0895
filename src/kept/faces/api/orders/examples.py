"""Bodies of requests about orders, as somebody would send them."""

from typing import Any

ORDER: dict[str, Any] = {
    "line_items": [{"sku": "BOUQUET-M", "quantity": 2, "note": "Happy birthday, Grandma"}],
    "buyer": {"name": "Anna Berg", "email": "anna@example.com", "phone_number": "+49 30 1234567"},
    "fulfillment": {
        "method": "post",
        "destination": {
            "name": "Erna Berg",
            "street_address": "Hauptstr. 1",
            "postal_code": "10115",
            "address_locality": "Berlin",
            "address_country": "DE",
        },
        "instructions": "Please ring twice",
    },
    "payment_method": "transfer",
    "language": "en",
}
CHANGE: dict[str, Any] = {"line_items": [{"id": "1", "quantity": 3}]}
COMMIT: dict[str, Any] = {
    **CHANGE,
    "seen_version": 1,
    "fingerprint": "5c1f0a3e8e3a1df0a1b2c3d4e5f60718293a4b5c6d7e8f901122334455667788",
    "reason": "One more, as you asked on the phone",
}
QUOTE: dict[str, Any] = {"line_items": ORDER["line_items"], "fulfillment": ORDER["fulfillment"]}
