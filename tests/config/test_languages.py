"""Kept speaks with its own words, whatever the libraries call the same thing."""

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from django.utils import translation

import kept.config

LOCALE = Path(kept.config.__file__).parent / "locale"


@pytest.mark.parametrize("language", ["de", "es"])
def test_no_library_translates_a_text_of_kepts(language: str) -> None:
    """allauth's "Remove" is "remove the selected ones" in German, and so was a colleague's place."""
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        own = {
            one.id: one.string
            for one in read_mo(file)
            if one.id and isinstance(one.id, str) and not one.context
        }
    assert "Remove" in own
    with translation.override(language):
        assert {text: translation.gettext(text) for text in own} == own
