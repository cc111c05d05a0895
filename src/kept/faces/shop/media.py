"""Photos and logos: served by Kept itself, so that a small installation needs nothing beside it.

Whatever was uploaded can do nothing here: only pictures go out, the browser is told not to guess, and an SVG
is shut in a sandbox in which no script runs.
"""

import mimetypes
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from kept.kit.refusals import NotFound

PLACES = ("products", "logos")
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/avif", "image/gif", "image/svg+xml"})
_LOCKED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_A_YEAR = "public, max-age=31536000, immutable"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One uploaded picture. Its address carries a version (`file_url`), so it can be kept for long."""
    where = PurePosixPath(path)
    kind = mimetypes.guess_type(path)[0]
    if where.parts[0] not in PLACES or kind not in PICTURES:
        raise NotFound
    try:
        file = default_storage.open(path)
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise NotFound from error
    response = FileResponse(file, content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _LOCKED
    response.headers["Cache-Control"] = _A_YEAR
    return response


def file_url(file: FieldFile, version: object) -> str:
    """The address of an uploaded picture, another one when `version` changes; "" when there is none."""
    return f"{file.url}?v={version}" if file else ""
