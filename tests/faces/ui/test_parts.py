"""The parts as a whole: hostile words stay words, nothing breaks the content policy, drawings stay small."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

import kept.faces
from kept.faces.ui.icons import ICONS
from kept.faces.ui.style import style_context

FACES = Path(kept.faces.__file__).parent
UI = FACES / "ui"
TEMPLATES = sorted((UI / "templates").rglob("*.html"))
PHOTOS = sorted((FACES / "cli/demo_data/photos").rglob("*.svg"))
EVIL = "\"'><script>alert(1)</script>{{ 7 }}"
KEEP = {"status", "icon", "kind", "tone", "at", "level", "keys", "key", "currency", "url", "money_kind"}


def render(template: str, context: dict[str, Any]) -> str:
    return render_to_string(template, context, request=RequestFactory().get("/"))


def poisoned(value: Any, name: str = "") -> Any:
    """The sample with every text that a person could have written replaced by a hostile one."""
    if isinstance(value, dict):
        return {key: poisoned(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one, name) for one in value]
    return EVIL if isinstance(value, str) and name not in KEEP else value


def sources() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES:
        yield path.name, path.read_text()


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_every_part_renders_in_every_language(language: str):
    with translation.override(language):
        html = render("kept/style.html", style_context(timezone.now()))
    assert f'<html lang="{language}"' in html
    assert html.rstrip().endswith("</html>")


def test_hostile_words_stay_words_in_every_part():
    context = style_context(timezone.now())
    spared = {"form", "wrong_form", "statuses", "icons", "colours", "nav", "stores"}
    html = render(
        "kept/style.html", {key: one if key in spared else poisoned(one) for key, one in context.items()}
    )
    assert html.count("&lt;script&gt;alert(1)") > 100
    assert "<script>alert" not in html
    assert "\"'>" not in html


@pytest.mark.parametrize("page", ["400", "403", "404", "405", "413", "429", "500", "503"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_error_pages_need_nothing_but_themselves(page: str, language: str):
    with translation.override(language):
        html = render_to_string(f"{page}.html")
    assert "<h1>" in html
    assert f">{page}<" in html
    assert "!" not in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("page", ["403", "503", "refused"])
def test_a_refusal_says_its_sentence(page: str):
    html = render_to_string(f"{page}.html", {"title": "That did not work", "sentence": EVIL, "status": 409})
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


def test_no_template_has_what_the_content_policy_forbids():
    for name, source in sources():
        assert not re.search(r"<[^>]*\sstyle=", source), name
        assert not re.search(r"<[^>]*\son[a-z]+=", source), name
        assert not re.search(r"<script(?![^>]*\bsrc=)", source), name
        assert not re.search(r"hx-on|javascript:", source), name


def test_no_comment_leaks_onto_the_page():
    # Django's {# … #} ends with its line; one that is wrapped is shown to customers.
    for name, source in sources():
        for line in source.splitlines():
            assert line.count("{#") == line.count("#}"), name


def test_every_icon_that_a_template_names_is_drawn():
    named = {
        name: path.name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }
    assert len(named) > 20
    assert {name: where for name, where in named.items() if name not in ICONS} == {}


def test_the_demo_shops_are_drawn():
    products = {path.parent.name: [] for path in PHOTOS}
    for path in PHOTOS:
        if path.stem != "logo":
            products[path.parent.name].append(path.stem)
    assert {shop: len(names) for shop, names in products.items()} == {
        "wren-and-ivy": 8,
        "fennimores-table": 8,
        "lumen-and-tallow": 7,
    }


@pytest.mark.parametrize("path", PHOTOS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_drawing_is_small_and_harmless(path: Path):
    text = path.read_text()
    assert len(text.encode()) < 6000
    for element in ElementTree.fromstring(text).iter():
        tag = element.tag.split("}")[1]
        assert tag not in {"script", "foreignObject", "image", "a", "style", "text"}
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name.endswith("href") or "url(" in value:
                assert value.startswith(("#", "url(#"))


def test_a_shop_page_loads_little():
    # A customer's page may weigh 100 kB without photos; the look takes less than half of that, uncompressed.
    files = ("tokens.css", "base.css", "parts.css", "shop.css", "parts.js", "shop.js")
    assert sum((UI / "static/kept" / name).stat().st_size for name in files) < 50_000


OWN_MARKS = re.compile("[“”„«»‹›]")
SENTENCES = re.compile(
    r"{% (blocktranslate|blocktrans)\b.*?{% end\1 %}|{% translate .*?%}|{% comment %}.*?{% endcomment %}|{#.*?#}",
    re.DOTALL,
)


@pytest.mark.parametrize("page", sorted(FACES.rglob("*.html")), ids=lambda path: path.name)
def test_what_somebody_wrote_is_quoted_in_the_readers_way(page: Path):
    """Quotation marks stand in a sentence, where they are translated, or come from <q>: in German „so“, not “so”."""
    assert not OWN_MARKS.search(SENTENCES.sub("", page.read_text()))


def test_quotation_marks_outside_a_sentence_are_found():
    planted = '<p>{% translate "Called “so”" %} {# “so” #} “{{ note }}”</p>'
    assert OWN_MARKS.findall(SENTENCES.sub("", planted)) == ["“", "”"]
