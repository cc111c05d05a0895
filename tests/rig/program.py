"""A program that calls the API with a key of its own."""

import io
import itertools
import json
from collections.abc import Iterable
from typing import Any

from django.test import Client
from django.utils import timezone
from PIL import Image

from kept.kit.tokens import hash_token
from kept.stores.models import ApiKey, Store
from kept.stores.roles import SCOPES

PNG = b"\x89PNG"
_count = itertools.count(1)
BERLIN = {"street_address": "Hauptstr. 1", "postal_code": "10115", "address_locality": "Berlin"}


class Program:
    """`till = Program(store); till.post("/orders", …)`. `scopes`: everything a key can have unless named."""

    def __init__(self, store: Store, scopes: Iterable[str] = SCOPES) -> None:
        self.key = f"kept_{store.slug}-{next(_count)}"
        self.row = ApiKey.objects.create(
            store=store,
            name="Till",
            prefix=self.key[:11],
            key_hash=hash_token(self.key),
            scopes=[str(scope) for scope in scopes],
            created_by="Mia",
            created_at=timezone.now(),
        )

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request. Header names are written with underscores."""
        return call(method, path, body, Authorization=f"Bearer {self.key}", **headers)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, {} if body is None else body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("PUT", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.call("DELETE", path, **headers)


def call(method: str, path: str, body: Any = None, **headers: str) -> Any:
    """One request by whoever the headers say. Errors inside are answers, as they are for a real program."""
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent: dict[str, Any] = {"headers": named}
    if body is not None:
        kind = "image/png" if isinstance(body, bytes) and body.startswith(PNG) else "application/json"
        sent |= {"data": body, "content_type": named.pop("Content-Type", kind)}
    return client.generic(method, f"/api/v1{path}", **_written(sent))


def _written(sent: dict[str, Any]) -> dict[str, Any]:
    if "data" in sent and not isinstance(sent["data"], str | bytes):
        sent["data"] = json.dumps(sent["data"])
    return sent


def a_picture(side: int = 8) -> bytes:
    """A small red square."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), "red").save(out, "PNG")
    return out.getvalue()


def an_order_asked(*variants: Any, **more: Any) -> dict[str, Any]:
    """The body of an order by Anna, two of each, by post."""
    return {
        "line_items": [{"variant": variant.pk, "quantity": 2} for variant in variants],
        "buyer": {"name": "Anna Berg", "email": "anna@example.com"},
        "fulfillment": {"method": "post", "destination": BERLIN},
        "payment_method": "transfer",
        **more,
    }
