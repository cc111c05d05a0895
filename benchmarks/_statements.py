"""Prints how many SQL statements one placement over the API takes, once everything is warm."""

import json
import uuid

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from kept.catalog.models import Variant  # noqa: E402
from kept.kit.tokens import hash_token, new_token  # noqa: E402
from kept.stores.models import ApiKey  # noqa: E402
from tools.installation import order_of  # noqa: E402


def main() -> int:
    """The count for orders of 1, 3, 10 and (where there are as many products) 199 lines: it must not grow."""
    raw = "kept_" + new_token()
    key = ApiKey.objects.get()
    ApiKey.objects.create(
        store_id=key.store_id, name="count", prefix="count", key_hash=hash_token(raw), scopes=key.scopes,
        created_by=key.created_by, created_at=key.created_at,
    )  # fmt: skip
    facts = {"variants": list(Variant.objects.order_by("pk").values_list("pk", flat=True))}
    counts = []
    sizes = [1, 1, 3, 10, *([199] if len(facts["variants"]) >= 199 else [])]
    for round_, lines in enumerate(sizes):
        with CaptureQueriesContext(connection) as captured:
            response = Client(
                SERVER_NAME="localhost",
                headers={"Authorization": f"Bearer {raw}", "Idempotency-Key": str(uuid.uuid4())},
            ).post(
                "/api/v1/orders",
                json.dumps(order_of(facts, f"count{round_}", lines=lines)),
                content_type="application/json",
            )
        assert response.status_code == 201, response.content
        counts.append(len(captured))
    assert len(set(counts[1:])) == 1, f"grows with lines: {counts}"
    return counts[-1]


if __name__ == "__main__":
    print(main())
