"""Text that a person typed, made fit to be kept.

No control characters, no half characters, no surprise in length.
"""

import unicodedata

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid


def one_line(text: str, most: int, field: str = "") -> str:
    """The words of `text` with single spaces between them. Raises Invalid beyond `most` characters."""
    return _short_enough(" ".join(_printable(text).split()), most, field)


def paragraphs(text: str, most: int, field: str = "") -> str:
    """`text` with its line breaks, trimmed. Raises Invalid beyond `most` characters."""
    lines = (line.rstrip() for line in _printable(text).splitlines())
    return _short_enough("\n".join(lines).strip(), most, field)


def _printable(text: str) -> str:
    """Without control characters and lone surrogates: PostgreSQL takes neither NUL nor half a character."""
    return "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if character in "\n\r\t" or unicodedata.category(character) not in ("Cc", "Cs")
    )


def _short_enough(text: str, most: int, field: str) -> str:
    if len(text) > most:
        raise Invalid(_("This is too long: at most %(most)s characters."), field=field, most=most)
    return text
