"""Bodies as somebody would send them: in the OpenAPI document and on the page of documentation."""

import json
from dataclasses import dataclass
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

PRODUCT: dict[str, Any] = {
    "title": "Amaryllis in a pot",
    "summary": "Opens within a week",
    "tags": ["winter", "gift"],
    "tax_rate": 700,
    "preparation_minutes": 30,
    "photo_words": "A red amaryllis in a clay pot",
    "variants": [{"title": "One stem", "sku": "AMARYLLIS-1", "price": 1450}],
    "option_groups": [
        {"name": "Wrapping", "options": [{"name": "Paper"}, {"name": "Gift box", "price_difference": 250}]}
    ],
}

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
    ("POST", "/orders/{number}/acceptances"): {"version": 2},
    ("POST", "/orders/{number}/requests"): {"kind": "change", "text": "Could it be three bouquets?"},
    ("POST", "/orders/{number}/requests/{request_id}/answer"): {
        "answer": "answered",
        "text": "Gladly. The new confirmation is on its way.",
    },
    ("POST", "/orders/{number}/payments"): {
        "amount": 2400,
        "method": "transfer",
        "cause": "Bank statement 47, line 3",
    },
    ("POST", "/findings/{finding_id}/settlement"): {"reason": "Rang her: she has the confirmation on paper."},
    ("POST", "/findings/{finding_id}/acceptance"): {
        "until": "2026-12-02T09:00:00Z",
        "reason": "She calls back tomorrow with the right address.",
    },
    ("PUT", "/findings/{finding_id}/owner"): {"staff": None},
    ("POST", "/products"): PRODUCT,
    ("PATCH", "/products/{product_id}"): {"summary": "Opens by Advent", "lifespan_days": 42},
    ("PUT", "/products/{product_id}/position"): {"before": None},
    ("PUT", "/products/{product_id}/option-groups"): {"option_groups": PRODUCT["option_groups"]},
    ("POST", "/products/{product_id}/variants"): {"title": "Three stems", "price": 3900},
    ("PATCH", "/variants/{variant_id}"): {"price": 1550},
    ("POST", "/stock/{variant_id}/receipts"): {"pieces": 24, "cause": "Delivery note 4711"},
    ("POST", "/stock/{variant_id}/write-offs"): {"pieces": 1, "cause": "Broken vase, 24 November"},
    ("POST", "/stock/{variant_id}/counts"): {"counted": 17, "cause": "Count of 24 November"},
    ("PATCH", "/customers/{customer_id}"): {"phone_number": "+49 30 7654321"},
    ("PUT", "/customers/{customer_id}/note"): {"note": "Likes peonies. Rings the bell twice."},
    ("POST", "/customers/{customer_id}/merges"): {"merged": 12},
    ("POST", "/customers/{customer_id}/consents"): {
        "purpose": "newsletter",
        "granted": True,
        "source": "counter",
        "words": "Yes, write to me about new flowers once a month.",
    },
    ("PATCH", "/settings"): {"tagline": "Flowers from the region", "fulfillment_tax_rate": 1900},
    ("PUT", "/settings/shop"): {"open": True},
    ("PUT", "/settings/messages"): {"off": ["preparing"], "burst_seconds": 10},
    ("PUT", "/settings/review-rules"): {"above": 20000, "channels": ["phone"]},
    ("PUT", "/settings/status-words"): {"words": {"en": {"preparing": "Being tied"}}},
    ("POST", "/ways"): {
        "kind": "delivery",
        "name": "By bicycle",
        "fee": 500,
        "free_from": 5000,
        "leaves_on": [0, 2, 4],
        "cut_off": "11:00",
        "pay_by": ["delivery", "transfer"],
    },
    ("PATCH", "/ways/{way_id}"): {"fee": 550},
    ("PUT", "/hours"): {"items": [{"weekday": 0, "opens": "09:00", "closes": "18:00"}]},
    ("PUT", "/closures/{day}"): {"reason": "Christmas"},
    ("POST", "/webhook-endpoints"): {
        "url": "https://example.com/webhooks",
        "events": ["order.confirmed", "order.advanced"],
    },
    ("PATCH", "/webhook-endpoints/{endpoint_id}"): {"active": True},
}


@dataclass(frozen=True, slots=True)
class Step:
    """One request of the worked example: what it is for, the request, and the status it answers with.

    `$ORDER` in a path stands for the number that placing the order gave, `$FINGERPRINT` in a body for the one that the
    preview before it gave.
    """

    title: str
    says: str
    method: str
    path: str
    status: int
    body: dict[str, Any] | None = None
    headers: tuple[str, ...] = ()

    @property
    def curl(self) -> str:
        """The request as it is typed."""
        parts = [f"curl {'' if self.method == 'GET' else f'-X {self.method} '}$KEPT{self.path}"]
        parts += [f"-H '{header}'" for header in self.headers]
        parts.insert(1, '-H "Authorization: Bearer $KEPT_KEY"')
        if self.body is not None:
            parts.append("-H 'Content-Type: application/json'")
            body = json.dumps(self.body, indent=2, ensure_ascii=False)
            # Out of the quotes for a moment, so that the shell puts in what was kept.
            parts.append("-d '" + body.replace("$FINGERPRINT", "'$FINGERPRINT'") + "'")
        return " \\\n  ".join(parts)


# A day with the API, from the first look to the webhook, in the demo's Wren & Ivy.
WORKED = (
    Step(
        "Look at the store",
        "What the key opens: ways to reach the buyer, and how each can be paid.",
        "GET",
        "/store",
        200,
    ),
    Step(
        "Ask what it would be",
        "Sums, tax and the promised time. Nothing is placed or taken.",
        "POST",
        "/quotes",
        200,
        EXAMPLES["POST", "/quotes"],
    ),
    Step(
        "Place the order",
        "The buyer's confirmation is on its way before this answers. Your own Idempotency-Key makes "
        "it safe to send again: the second time you get the first answer. Keep the order's number: ORDER=…",
        "POST",
        "/orders",
        201,
        ORDER,
        ("Idempotency-Key: receipt-88121",),
    ),
    Step("Read it", "Its ETag is its revision.", "GET", "/orders/$ORDER", 200),
    Step(
        "Preview a change",
        "Anna rings: three, please. Items, money, stock and message, before anything happens. Keep the answer's "
        "fingerprint: FINGERPRINT=…",
        "POST",
        "/orders/$ORDER/change-previews",
        200,
        CHANGE,
    ),
    Step(
        "Commit exactly that",
        "The fingerprint is the preview's: if anything else would happen by now, it is refused.",
        "POST",
        "/orders/$ORDER/changes",
        200,
        {**CHANGE, "seen_version": 1, "fingerprint": "$FINGERPRINT", "reason": "As you asked on the phone"},
        ("Idempotency-Key: call-17",),
    ),
    Step(
        "Send it off",
        "If-Match names the revision you decided on. If somebody was faster, you see how it stands.",
        "POST",
        "/orders/$ORDER/steps",
        200,
        EXAMPLES["POST", "/orders/{number}/steps"],
        ('If-Match: "2"',),
    ),
    Step(
        "Be told from now on",
        "The secret in the answer verifies what you are sent. It is shown this once.",
        "POST",
        "/webhook-endpoints",
        201,
        EXAMPLES["POST", "/webhook-endpoints"],
    ),
)
