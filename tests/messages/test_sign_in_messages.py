"""What is told of somebody's own sign-in (B5), in every language."""

import json
from html import unescape
from pathlib import Path

import pytest

from kept.accounts.events import SignInChange
from kept.messages import words as message_words
from kept.messages.message_context import contexts_for
from kept.messages.rendering import render
from kept.messages.words import LANGUAGES
from tests.rig.sign_in import a_sign_in_message

pytestmark = pytest.mark.django_db
WORDS = Path(message_words.__file__).parent / "words"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("change", SignInChange)
def test_every_change_of_a_sign_in_has_its_words(change, language):
    """B5: what was changed, where, and what to do if it was not you; a new address is named."""
    words = json.loads(WORDS.joinpath(f"{language}.json").read_text("utf-8"))["sign_in_changed"]
    message = a_sign_in_message("sign_in_changed", language, change=change, address="new@florist.example")
    said = render(message, contexts_for([message])[message.pk])
    assert said.problem == ""
    assert said.subject == words[f"headline_{change}"]
    is_gone = change == SignInChange.ADDRESS_CHANGED
    for text in (" ".join(said.text.split()), unescape(said.html)):
        assert "localhost:8000" in text
        assert words["private_gone" if is_gone else "private"] in text
        assert ("/accounts/password/reset/" in text) != is_gone
        assert ("new@florist.example" in text) == is_gone
