"""Prevents the mistake of a sentence with a hole in it: inside `blocktranslate` Django knows plain names only, and
leaves `{{ order.version }}` or `{{ name|upper }}` empty without a word. Bind it: `with version=order.version`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, none_of

_SENTENCE = re.compile(r"\{% blocktrans(?:late)?\b.*?%\}(.*?)\{% endblocktrans(?:late)? %\}", re.DOTALL)
_NOT_PLAIN = re.compile(r"\{\{\s*\w+\s*[.|][^}]*\}\}")


def holes(root: Path) -> Iterator[str]:
    for path in sorted((root / "src" / "kept").rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            for sentence in _SENTENCE.findall(path.read_text("utf-8")):
                yield from (f"{path.relative_to(root)}: {hole}" for hole in _NOT_PLAIN.findall(sentence))


def test_no_sentence_has_a_hole():
    none_of(list(holes(ROOT)))


def test_control_every_hole_is_found(plant):
    root = plant(
        {
            "faces/x/templates/x.html": "{% blocktranslate %}Version {{ order.version }}{% endblocktranslate %}"
            "{% blocktranslate with v=order.version %}Version {{ v }}{% endblocktranslate %}{{ order.version }}",
            "faces/x/templates/y.txt": "{% blocktrans %}Dear {{ name|upper }}{% endblocktrans %}",
        }
    )
    assert [hole.partition(": ")[2] for hole in holes(root)] == ["{{ order.version }}", "{{ name|upper }}"]
