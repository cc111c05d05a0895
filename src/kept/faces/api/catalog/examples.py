"""Bodies as somebody would send them."""

from typing import Any

PRODUCT: dict[str, Any] = {
    "title": "Amaryllis in a pot",
    "summary": "Opens within a week",
    "tags": ["winter", "gift"],
    "tax_rate": 700,
    "preparation_minutes": 30,
    "photo_alt_text": "A red amaryllis in a clay pot",
    "variants": [{"title": "One stem", "sku": "AMARYLLIS-1", "price": 1450}],
    "option_groups": [
        {"name": "Wrapping", "options": [{"name": "Paper"}, {"name": "Gift box", "price_difference": 250}]}
    ],
}
OPTION_GROUPS: dict[str, Any] = {"option_groups": PRODUCT["option_groups"]}
