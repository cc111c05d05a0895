"""Pictures: sent as they are (not as JSON), and named by their address in replies.

Drawing a picture anew takes a moment that no other write should wait for, so it is done outside of the transaction
of `write`, and without an Idempotency-Key: the same picture a second time is the same picture.
"""

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from kept.faces.api.request_body import PICTURES

PICTURE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The picture itself, at most 12 MB. It is drawn anew from its pixels.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in PICTURES},
    }
}


def picture_url(name: str | None) -> str | None:
    """Return the address at which everybody can fetch a stored picture; None where there is none."""
    return f"{settings.ENVIRONMENT.public_url}{default_storage.url(name)}" if name else None
