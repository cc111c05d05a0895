"""Bodies as somebody would send them: in the OpenAPI document and on the page of documentation."""

from typing import Any

ORDER: dict[str, Any] = {
    "line_items": [{"sku": "BOUQUET-M", "quantity": 2, "note": "Happy birthday, Grandma"}],
    "buyer": {"name": "Anna Berg", "email": "anna@example.com", "phone_number": "+49 30 1234567"},
    "fulfillment": {
        "way": "post",
        "destination": {
            "name": "Erna Berg",
            "street_address": "Hauptstr. 1",
            "postal_code": "10115",
            "address_locality": "Berlin",
            "address_country": "DE",
        },
        "instructions": "Please ring twice",
    },
    "payment": "transfer",
    "language": "en",
}
CHANGE: dict[str, Any] = {"line_items": [{"id": "1", "quantity": 3}]}

EXAMPLES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/quotes"): {"line_items": ORDER["line_items"], "fulfillment": ORDER["fulfillment"]},
    ("POST", "/orders"): ORDER,
    ("POST", "/orders/{number}/change-previews"): CHANGE,
    ("POST", "/orders/{number}/changes"): {
        **CHANGE,
        "seen_version": 1,
        "fingerprint": "5c1f0a3e8e3a1df0a1b2c3d4e5f60718293a4b5c6d7e8f901122334455667788",
        "reason": "One more, as you asked on the phone",
    },
    ("POST", "/orders/{number}/steps"): {"to": "shipped", "tracking_number": "00340434292135100186"},
    ("POST", "/orders/{number}/steps-back"): {},
    ("PUT", "/orders/{number}/hold"): {"why": "The peonies arrive on Thursday."},
    ("POST", "/orders/{number}/cancellation"): {"why": "Ordered twice by mistake"},
    ("POST", "/orders/{number}/confirmation"): {"note": "We can do this in white, too."},
    ("POST", "/orders/{number}/acknowledgements"): {"version": 1},
    ("POST", "/orders/{number}/requests"): {"kind": "change", "text": "Could it be three bouquets?"},
    ("POST", "/orders/{number}/requests/{request_id}/answer"): {
        "answer": "answered",
        "text": "Gladly. The new confirmation is on its way.",
    },
    ("POST", "/webhook-endpoints"): {
        "url": "https://example.com/webhooks",
        "events": ["order.confirmed", "order.advanced"],
    },
    ("PATCH", "/webhook-endpoints/{endpoint_id}"): {"active": True},
}
