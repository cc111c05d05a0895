"""Prevents the mistake of two states that read the same: in Spanish, what was merely handed to a mail server stood
there as delivered. Within each list of choices, every word differs from every other, in every language.
"""

from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.apps import apps
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy, pgettext_lazy

from tests.architecture.tree import ROOT, none_of
from tools.translations import LANGUAGES

CATALOGUES = ROOT / "src" / "kept" / "config" / "locale"


def alike(choices: type[TextChoices], catalogue: Catalog) -> list[str]:
    """The choices whose word in the catalogue (English where it has none) another of them has, too."""
    said = [in_words(one.label, catalogue) for one in choices]
    return [f"{choices.__qualname__}.{one.name}: “{word}”" for one, word in zip(choices, said, strict=True)
            if said.count(word) > 1]  # fmt: skip


def in_words(label: Any, catalogue: Catalog) -> str:
    """A label is marked by its text, or by a context and its text; one that is not marked is as it is."""
    *context, text = getattr(label, "_args", (str(label),))
    known = catalogue.get(text, context[0] if context else None)
    return str(known.string or text) if known else text


def every_choice() -> list[type[TextChoices]]:
    """Every list of choices of the models, those of other applications left out."""
    assert apps.ready  # else nothing is imported yet
    found, waiting = [], [TextChoices]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            found += [one] if one.__module__.startswith("kept.") else []
    return found


def catalogue(language: str) -> Catalog:
    path = CATALOGUES / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as source:
        return read_po(source, locale=language)


def test_no_two_states_read_the_same_in_any_language():
    choices = every_choice()
    assert {"Status", "Message.State"} <= {one.__qualname__ for one in choices}
    for words in (Catalog(), *map(catalogue, LANGUAGES)):
        none_of([wrong for one in choices for wrong in alike(one, words)])


def test_control_two_words_that_are_the_same_are_found():
    class State(TextChoices):
        HANDED_OVER = "handed_over", "Handed over"
        DELIVERED = "delivered", "Delivered"

    class Marked(TextChoices):
        HANDED_OVER = "handed_over", pgettext_lazy("message", "Handed over")
        DELIVERED = "delivered", gettext_lazy("Delivered")

    spanish = Catalog(locale="es")
    spanish.add("Handed over", "Entregado")
    spanish.add("Handed over", "Cedido", context="message")
    spanish.add("Delivered", "Entregado")
    assert alike(State, Catalog()) == alike(Marked, spanish) == []
    assert [wrong.split(": ")[1] for wrong in alike(State, spanish)] == ["“Entregado”"] * 2
