"""A day with the API, request by request, as the page of documentation and docs/api/README.md show it."""

import json
from dataclasses import dataclass
from typing import Any

from kept.faces.api.orders.examples import CHANGE, ORDER, QUOTE
from kept.faces.api.webhooks.examples import ENDPOINT


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
        """Return the request as it is typed."""
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
        "What the key opens: fulfilment methods, and how each can be paid.",
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
        QUOTE,
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
        {"to": "shipped", "tracking_number": "00340434292135100186"},
        ('If-Match: "2"',),
    ),
    Step(
        "Be told from now on",
        "The secret in the answer verifies what you are sent. It is shown this once.",
        "POST",
        "/webhook-endpoints",
        201,
        ENDPOINT,
    ),
)
