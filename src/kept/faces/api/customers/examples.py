"""Bodies as somebody would send them."""

from typing import Any

CONSENT: dict[str, Any] = {
    "purpose": "newsletter",
    "granted": True,
    "source": "counter",
    "wording": "Yes, write to me about new flowers once a month.",
}
