"""Bodies as somebody would send them."""

from typing import Any

RECORD: dict[str, Any] = {
    "amount": 2400,
    "method": "transfer",
    "reference": "Bank statement 47, line 3",
}
