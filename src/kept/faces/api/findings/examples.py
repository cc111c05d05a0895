"""Bodies as somebody would send them."""

from typing import Any

ACCEPT: dict[str, Any] = {
    "until": "2026-12-02T09:00:00Z",
    "reason": "She calls back tomorrow with the right address.",
}
