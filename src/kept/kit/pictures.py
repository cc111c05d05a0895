"""Pictures that people send: proven to be pictures, freed of what they carry along, made small.

Only raster formats are read (an SVG is a program). What is kept is drawn anew from the pixels, so neither the
place where a photo was taken nor a script behind the image survives.

A file of a few kilobytes can unpack to hundreds of megabytes. So pixels are counted before they are decoded, one
picture is decoded at a time, and its memory goes back to the system at once.
"""

import ctypes
import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from kept.kit.refusals import Invalid

MOST_BYTES = 12 * 1024 * 1024
# A JPEG is decoded at a fraction of its size. Photos of today's phones have up to 8160×6144 pixels.
MOST_JPEG_PIXELS = 51_000_000
# Other formats are decoded whole; the hungriest, WebP, takes 15 bytes for each pixel (measured), so 375 MB.
MOST_PIXELS = 25_000_000
READ = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
_SAVE_OPTIONS: dict[str, dict[str, Any]] = {"WEBP": {"quality": 82, "method": 4}, "PNG": {"optimize": True}}
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_mutex = threading.Lock()
# Only glibc has it, and only glibc needs it: it keeps what a thread has freed.
_malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


class NotAPicture(Invalid):
    """The file is no picture that Kept can read, or it is too large."""

    code = "not_a_picture"
    sentence = _("This file is not a photo that can be shown. Send a JPEG, PNG or WebP.")


def normalized(data: bytes, *, sides: tuple[int, ...]) -> list[bytes]:
    """The picture as WebP in sRGB, once for each of `sides` (longest side in pixels).

    Raises NotAPicture with a sentence.
    """
    if len(data) > MOST_BYTES:
        raise NotAPicture(
            _("The photo is larger than %(most)s MB. Send a smaller one."), most=MOST_BYTES // 2**20
        )
    with _one_at_a_time():
        return _drawn(data, sides, "WEBP")


def as_png(webp: bytes, *, side: int) -> bytes:
    """A picture that `normalized` made, as PNG for programs that do not read WebP; longest side in pixels."""
    with _one_at_a_time():
        (png,) = _drawn(webp, (side,), "PNG")
    return png


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait until no other picture is in memory, and afterwards give back what this one took."""
    with _mutex:
        try:
            yield
        finally:
            if _malloc_trim is not None:
                _malloc_trim(0)


def _drawn(data: bytes, sides: tuple[int, ...], form: str) -> list[bytes]:
    picture = _read(data, max(sides))
    return [_saved(picture, side, form) for side in sides]


def _read(data: bytes, side: int) -> Image.Image:
    """The picture upright and in sRGB, its longest side at most `side`."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of a picture that unpacks to far more than it looks; here that is a refusal.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _decoded(data, side)
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


def _decoded(data: bytes, side: int) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=READ) as opened:
        if opened.width * opened.height > _most_pixels(opened):
            raise NotAPicture(_("The photo has too many pixels. Send a smaller one."))
        smaller = _scalable(opened)
        # A JPEG that has not been decoded yet is decoded at a half, a quarter or an eighth of its size.
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
        return _in_srgb(ImageOps.exif_transpose(smaller))


def _most_pixels(opened: Image.Image) -> int:
    return MOST_JPEG_PIXELS if isinstance(opened, JpegImageFile) else MOST_PIXELS


def _scalable(opened: Image.Image) -> Image.Image:
    """The picture in a mode whose pixels can be mixed: no numbers of a palette, no colour that means "nothing"."""
    if opened.mode.startswith("I"):
        opened = _with_eight_bits(opened)
    if opened.mode in ("1", "P", "PA") or "transparency" in opened.info:
        return opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    return opened


def _with_eight_bits(opened: Image.Image) -> Image.Image:
    """A grey of 16 bits with 8. Pillow's own conversion cuts off what is brighter than the darkest 256th."""
    scaled = opened.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in scaled.info:
        scaled.info["transparency"] >>= 8
    return scaled


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The picture in the colours that browsers assume where a picture has no profile."""
    colours = picture.convert({"LA": "L", "RGBA": "RGB"}.get(picture.mode, picture.mode))
    with suppress(ImageCms.PyCMSError, OSError):  # no profile, or not one of these colours
        source = ImageCms.ImageCmsProfile(io.BytesIO(picture.info.get("icc_profile", b"")))
        colours = ImageCms.profileToProfile(colours, source, _SRGB, outputMode="RGB") or colours
    converted = colours.convert("RGB")
    if picture.has_transparency_data:
        converted.putalpha(picture.getchannel("A"))
    return converted


def _saved(picture: Image.Image, side: int, form: str) -> bytes:
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    smaller.save(out, form, **_SAVE_OPTIONS[form])
    return out.getvalue()
