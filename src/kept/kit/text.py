"""Text that a person typed, made fit to be kept.

No control characters, no half characters, no surprise in length.
"""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid

# What every column of numbers holds, on either database.
LARGEST_NUMBER = 2**31 - 1
# PostgreSQL takes neither NUL nor half a character, in no text and in no JSON.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What shows as nothing, or turns round the words after it: a name of these alone would be an empty heading.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
# These join and part letters and emoji, and mean nothing at the end of a text.
_JOINERS = "\u200c\u200d"


def one_line(text: str, most: int, field: str = "") -> str:
    """The words of `text` with single spaces between them. Raises Invalid beyond `most` characters."""
    return _short_enough(" ".join(_tidy(text).split()).strip(f" {_JOINERS}"), most, field)


def paragraphs(text: str, most: int, field: str = "") -> str:
    """`text` with its line breaks, trimmed. Raises Invalid beyond `most` characters."""
    lines = (line.rstrip() for line in _tidy(text).splitlines())
    return _short_enough("\n".join(lines).strip().strip(f" \n{_JOINERS}"), most, field)


def is_digits(text: str) -> bool:
    """Tell whether `text` is one or more of 0 to 9, and nothing else: `"²".isdigit()` is true as well."""
    return text.isascii() and text.isdigit()


def whole_number(text: str | None, most: int = LARGEST_NUMBER) -> int | None:
    """The number that a form or an address names, from 0 to `most`; None for anything else."""
    said = (text or "").strip()
    # Its length first: Python refuses to read a number of thousands of digits.
    fits = is_digits(said) and len(said) <= len(str(most)) and int(said) <= most
    return int(said) if fits else None


def strip_control_characters(text: str) -> str:
    """Without what nobody types: control characters but line ends and tabs, and half characters."""
    return _CONTROL.sub("", text)


def strip_unstorable(value: Any) -> Any:
    """A text, or plain values with texts in them, without what one of the databases could not keep."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {strip_unstorable(name): strip_unstorable(part) for name, part in value.items()}
    return [strip_unstorable(part) for part in value] if isinstance(value, list) else value


def _tidy(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text  # as most texts are: nothing to take out, and no other way to write it
    return unicodedata.normalize("NFC", _UNSEEN.sub("", strip_control_characters(text)))


def _short_enough(text: str, most: int, field: str) -> str:
    if len(text) > most:
        raise Invalid(_("This is too long: at most %(most)s characters."), field=field, most=most)
    return text
