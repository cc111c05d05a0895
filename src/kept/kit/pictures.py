"""Pictures that people send: proven to be pictures, freed of what they carry along, made small.

Only raster formats are read (an SVG is a program). What is kept is drawn anew from the pixels, so neither the
place where a photo was taken nor a script behind the image survives.
"""

import io
import warnings
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from kept.kit.refusals import Invalid

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
_HOW: dict[str, dict[str, Any]] = {"WEBP": {"quality": 82, "method": 4}, "PNG": {"optimize": True}}
READ = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")


class NotAPicture(Invalid):
    """The file is no picture that Kept can read, or it is too large."""

    code = "not_a_picture"
    sentence = _("This file is not a photo that can be shown. Send a JPEG, PNG or WebP.")


def normalized(data: bytes, *, sides: tuple[int, ...]) -> list[bytes]:
    """The picture as WebP, once for each of `sides` (longest side in pixels).

    Raises NotAPicture with a sentence.
    """
    if len(data) > MOST_BYTES:
        raise NotAPicture(
            _("The photo is larger than %(most)s MB. Send a smaller one."), most=MOST_BYTES // 2**20
        )
    picture = _read(data)
    return [_drawn(picture, side) for side in sides]


def as_png(webp: bytes, *, side: int) -> bytes:
    """A picture that `normalized` made, as PNG for programs that do not read WebP; longest side in pixels."""
    return _drawn(_read(webp), side, "PNG")


def _read(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Pillow warns of a picture that unpacks to far more than it looks; here that is a refusal.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=READ)
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture(_("The photo has too many pixels. Send a smaller one."))
            opened.load()
            upright = ImageOps.exif_transpose(opened)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        MemoryError,
    ) as error:
        raise NotAPicture from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture(_("The photo has too many pixels. Send a smaller one.")) from error
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _drawn(picture: Image.Image, side: int, form: str = "WEBP") -> bytes:
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    smaller.save(out, form, **_HOW[form])
    return out.getvalue()
