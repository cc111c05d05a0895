"""What Kept's own mails say, in each language. The words live in words/<language>.json.

`shared` holds what several letters say; a letter's own section comes first. Words are Liquid, so a sentence
may name the order; the lines under `changes` are filled in by `difference()` instead, one for each thing that
can change.

They are not in the catalogues of the pages (config/locale). Those are keyed by their English text and are one for the
whole house; a letter's words are keyed by what they say, hold Liquid, differ from letter to letter, and are what a
merchant may one day put in words of their own.
"""

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de", "es")
_FOLDER = Path(__file__).parent / "words"


def supported_language(language: str) -> str:
    """The language in which Kept writes to somebody who reads `language`: "de-AT" → "de", unknown → "en"."""
    base = language.replace("_", "-").split("-")[0].lower()
    return base if base in LANGUAGES else LANGUAGES[0]


def word(language: str, letter: str, key: str) -> str:
    """The words for `key` in this letter. Raises KeyError when no one wrote them."""
    said = _catalogue(supported_language(language))
    return said.get(letter, {}).get(key) or said["shared"][key]


def has_word(language: str, letter: str, key: str) -> bool:
    """Whether this letter says something of its own for `key`."""
    return key in _catalogue(supported_language(language)).get(letter, {})


def difference(language: str, what: str, *, name: str, before: str, after: str) -> str:
    """One thing that changed, as a sentence. `what` is a word from orders/agreement/differences.py."""
    said = _catalogue(supported_language(language))["changes"]
    nothing = said["nothing"]
    return said[what].format(name=name, before=before or nothing, after=after or nothing)


@cache
def _catalogue(language: str) -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    return loaded
