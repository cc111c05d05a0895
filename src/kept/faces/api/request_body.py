"""The body of a request, read: what is no JSON text, or no picture, is refused before anything else looks at it.

How large it may be has been looked at before (config.request_bodies).
"""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kept.kit.pictures import READ
from kept.kit.refusals import Refusal

MOST_DEPTH = 16
PICTURES = tuple(f"image/{kind.lower()}" for kind in READ)


class InvalidJson(Refusal):
    """The body is no JSON text."""

    status = 400
    code = "invalid_json"
    sentence = _("The body is not valid JSON.")


class UnsupportedMediaType(Refusal):
    """The body is in another format."""

    status = 415
    code = "unsupported_media_type"
    sentence = _("Send the body as application/json.")


class UnsupportedPictureType(UnsupportedMediaType):
    """The body is no format of pictures that Kept reads."""

    sentence = _("Send the picture as it is, as image/jpeg, image/png, image/webp, image/gif or image/avif.")


class InvalidText(Refusal):
    """A text has a character that nothing can store: NUL, or half of a surrogate pair."""

    status = 422
    code = "invalid_text"
    sentence = _("A text holds a character that cannot be stored.")


class TooDeep(Refusal):
    """The body is nested deeper than any schema here."""

    status = 422
    code = "too_deep"
    sentence = _("The body is nested too deeply.")


def read_picture(request: HttpRequest) -> bytes:
    """Return the body as it came. Raises UnsupportedPictureType."""
    if (request.content_type or "") not in PICTURES:
        raise UnsupportedPictureType
    # Read, and not `request.body`, for which Django has a bound of its own far below that of a photo.
    return request.read()


def read_json(request: HttpRequest) -> Any:
    """Return the body as plain values. Raises UnsupportedMediaType, InvalidJson, TooDeep or InvalidText."""
    raw = request.body
    if not raw:
        return None
    kind = request.content_type or ""
    if kind != "application/json" and not kind.endswith("+json"):
        raise UnsupportedMediaType
    if raw.count(b"[") + raw.count(b"{") > MOST_DEPTH:
        _refuse_depth(raw)
    value = _parse(raw)
    if b"\\u0000" in raw or b"\\ud" in raw or b"\\uD" in raw:
        _refuse_unusable(value)
    return value


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidJson from error


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity: they are Python's, not JSON's."""
    raise ValueError(name)


def _refuse_depth(raw: bytes) -> None:
    """Count brackets outside of texts, before a parser recurses into them."""
    depth, inside, escaped = 0, False, False
    for byte in raw:
        if inside:
            inside = byte != 0x22 or escaped
            escaped = byte == 0x5C and not escaped
        elif byte == 0x22:
            inside = True
        elif byte in b"[{":
            depth += 1
            if depth > MOST_DEPTH:
                raise TooDeep(most=MOST_DEPTH)
        elif byte in b"]}":
            depth -= 1


def _refuse_unusable(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, str) and ("\0" in item or any("\ud800" <= sign <= "\udfff" for sign in item)):
            raise InvalidText
