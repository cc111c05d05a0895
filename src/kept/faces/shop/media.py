"""Photos and logos, served by Kept itself, so that a small installation needs no other server.

Uploaded files can do no harm: only pictures are served, the browser is told not to guess types, and an SVG is in a
sandbox without scripts.
"""

import mimetypes
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from kept.kit.refusals import NotFound

FOLDERS = ("products", "logos")
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/avif", "image/gif", "image/svg+xml"})
_LOCKED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_A_YEAR = "public, max-age=31536000, immutable"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve an uploaded picture. Its address has a version (`file_url`), so it can be cached for long."""
    name = PurePosixPath(path)
    kind = mimetypes.guess_type(path)[0]
    if name.parts[0] not in FOLDERS or kind not in PICTURES:
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
    """Return the address of an uploaded picture, which changes with `version`; "" when there is none."""
    return f"{file.url}?v={version}" if file else ""
