"""The words of Kept's own mails, in each language. They live in words/<language>.json.

`shared` holds what several messages say; a message's own section comes first. Words are Liquid, so a sentence
may name the order; the lines under `changes` are filled in by `difference()` instead, one for each thing that
can change.

They are not in the catalogues of the pages (config/locale). Those are keyed by their English text and are the
same everywhere; a message's words are keyed by their meaning, hold Liquid, differ from message to message, and a
merchant may one day write their own.
"""

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de", "es")
_FOLDER = Path(__file__).parent / "words"


def supported_language(language: str) -> str:
    """Return the language in which Kept writes to somebody who reads `language`: "de-AT" → "de", unknown → "en"."""
    base = language.replace("_", "-").split("-")[0].lower()
    return base if base in LANGUAGES else LANGUAGES[0]


def word(language: str, section: str, key: str) -> str:
    """Return the words for `key` in this message. Raises KeyError where there are none."""
    sections = _catalogue(supported_language(language))
    return sections.get(section, {}).get(key) or sections["shared"][key]


def has_word(language: str, section: str, key: str) -> bool:
    """Tell whether this message has words of its own for `key`."""
    return key in _catalogue(supported_language(language)).get(section, {})


def difference(language: str, kind: str, *, name: str, before: str, after: str) -> str:
    """Return one change as a sentence. `kind` is a word from orders/agreement/differences.py."""
    sentences = _catalogue(supported_language(language))["changes"]
    nothing = sentences["nothing"]
    return sentences[kind].format(name=name, before=before or nothing, after=after or nothing)


@cache
def _catalogue(language: str) -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    return loaded
