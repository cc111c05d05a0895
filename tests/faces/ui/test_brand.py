"""A merchant's colour never makes a page hard to read, and nothing but a colour comes out of it."""

import colorsys
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import kept.faces.ui
from kept.faces.ui import brand

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
TOKENS = (Path(kept.faces.ui.__file__).parent / "static/kept/tokens.css").read_text()
GROUNDS = {"light": brand.LIGHT_GROUNDS, "dark": brand.DARK_GROUNDS}
INK = {"light": brand.LIGHT_INK, "dark": brand.DARK_INK}


def themes(accent: str) -> dict[str, dict[str, str]]:
    """Read the values of the stylesheet back."""
    light, by_device, by_choice = (
        dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6})", line)) for line in brand.brand_css(accent).splitlines()
    )
    assert by_device == by_choice
    return {"light": light, "dark": by_device}


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_what_wcag_says(first: str, second: str, ratio: float):
    assert brand.contrast(first, second) == pytest.approx(ratio, abs=0.005)
    assert brand.contrast(first, second) == brand.contrast(second, first)


@given(COLOURS)
@example("#ffffff")
@example("#000000")
@example("#ffdd00")
@example("#767676")
def test_every_colour_is_readable_in_both_themes(accent: str):
    for theme, values in themes(accent).items():
        assert brand.contrast(values["accent"], values["on-accent"]) >= brand.AA_TEXT
        for ground in (*GROUNDS[theme], values["accent-soft"]):
            assert brand.contrast(values["accent-ink"], ground) >= brand.AA_TEXT
        assert brand.contrast(values["accent-soft"], INK[theme]) >= brand.AA_TEXT
        for ground in GROUNDS[theme]:
            assert brand.contrast(values["accent-edge"], ground) >= brand.AA_SHAPE


@given(COLOURS)
def test_only_colours_come_out(accent: str):
    declared = ";".join(["x"] * 5)
    assert re.sub(r"--[a-z-]+:#[0-9a-f]{6}", "x", brand.brand_css(accent)) == (
        f":root{{{declared}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{declared}}}}}\n"
        f":root[data-theme=dark]{{{declared}}}\n"
    )


def test_a_colour_that_already_reads_well_is_left_alone():
    assert themes("#2f6b4a")["light"]["accent"] == "#2f6b4a"
    assert themes("#ffdd00")["light"]["accent"] == "#ffdd00"


@given(st.integers(0, 359))
def test_a_strong_colour_keeps_its_hue(degrees: int):
    accent = "#" + "".join(f"{round(255 * c):02x}" for c in colorsys.hls_to_rgb(degrees / 360, 0.5, 0.9))
    for values in themes(accent).values():
        for name in ("accent", "accent-ink"):
            red, green, blue = (int(values[name][at : at + 2], 16) / 255 for at in (1, 3, 5))
            hue = colorsys.rgb_to_hls(red, green, blue)[0] * 360
            assert min(abs(hue - degrees), 360 - abs(hue - degrees)) <= 6


def test_short_and_bare_forms_are_the_same_colour():
    assert brand.brand_css("#2AF") == brand.brand_css("22aaff") == brand.brand_css(" #22AAFF ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#",
        "red",
        "#12345",
        "#1234567",
        "#12345g",
        "#fff;}*{display:none",
        "#fff\n#000",
        "#１２３",
        "url(x)",
    ],
)
def test_anything_but_a_colour_is_refused(text: str):
    with pytest.raises(ValueError, match="colour"):
        brand.brand_css(text)


@pytest.mark.parametrize(("at", "theme"), [(0, "light"), (1, "dark")])
def test_the_grounds_are_those_of_the_tokens(at: int, theme: str):
    pairs = dict(re.findall(r"--(paper|sheet|sunk|ink): light-dark\((#\w+, #\w+)\);", TOKENS)[:4])
    assert tuple(pairs[name].split(", ")[at] for name in ("paper", "sheet", "sunk")) == GROUNDS[theme]
    assert pairs["ink"].split(", ")[at] == INK[theme]
