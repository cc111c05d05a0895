"""The words of messages: each is chosen by something, and each choice has its word."""

import json
from pathlib import Path

import pytest

from kept.messages import words
from kept.messages.words import LANGUAGES
from kept.promises.fulfilment import PromiseOf

CATALOGUES = {
    language: json.loads((Path(words.__file__).parent / "words" / f"{language}.json").read_text("utf-8"))
    for language in LANGUAGES
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_names_each_kind_of_promise_or_leaves_it_to_the_words_of_all(language: str) -> None:
    kinds = {f"promised_{kind}" for kind in PromiseOf}
    named = {
        section: {key for key in texts if key.startswith("promised_")}
        for section, texts in CATALOGUES[language].items()
    }
    assert named["shared"] == kinds
    assert {section for section, keys in named.items() if keys and keys != kinds} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_store_is_not_spoken_to_as_a_customer(language: str) -> None:
    """What is ready for "you" is so for whoever ordered it."""
    shared = CATALOGUES[language]["shared"]
    for section in ("new_order", "review_overdue", "order_changed"):
        told = CATALOGUES[language][section]
        assert all(told[key] != shared[key] for key in told if key.startswith("promised_")), section
        assert any(key.startswith("promised_") for key in told), section
