"""A store's one accent colour, made safe to read in both themes.

The merchant gives one colour. Kept keeps its hue and moves only its lightness, until every pair of colours
that carries words reaches WCAG 2.2 AA. The result is a tiny stylesheet, so no page needs an inline style.
"""

import colorsys
import re

from django.utils.translation import gettext as _

AA_TEXT = 4.5
"""Least contrast between words and what they stand on (WCAG 2.2, 1.4.3)."""

AA_SHAPE = 3.0
"""Least contrast between a control and the page around it (WCAG 2.2, 1.4.11)."""

# The grounds on which accent words stand; the same values as --paper, --sheet and --sunk in tokens.css.
LIGHT_GROUNDS = ("#f6f4ef", "#fffefc", "#ece8df")
DARK_GROUNDS = ("#12161b", "#1d232b", "#0b0e12")
LIGHT_INK, DARK_INK = "#1b2430", "#efebe2"
WHITE = "#ffffff"

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)
_STEP = 0.01


def brand_css(accent_hex: str) -> str:
    """The store's custom properties for the light and the dark theme.

    `accent_hex` is `#rgb` or `#rrggbb`, with or without the `#`. Raises `ValueError` for anything else, so
    nothing that a merchant types can reach the stylesheet as text. Sets `--accent` (a filled button),
    `--on-accent` (words on it), `--accent-edge` (its border, which a pale fill needs), `--accent-ink` (words
    and lines on paper) and `--accent-soft` (a tint under ordinary ink).
    """
    colour = parse_hex(accent_hex)
    light, dark = _properties(_light(colour)), _properties(_dark(colour))
    return (
        f":root{{{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f":root[data-theme=dark]{{{dark}}}\n"
    )


def parse_hex(text: str) -> str:
    """`text` as `#rrggbb` in lower case; `ValueError` if it is not a colour in hexadecimal."""
    found = _HEX.fullmatch(text.strip())
    if not found:
        raise ValueError(_("A brand colour is written like #2a4f94."))
    digits = found[1].lower()
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    return f"#{digits}"


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio of two `#rrggbb` colours, from 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour: str) -> dict[str, str]:
    # A pale brand stays pale on the button and gets an edge; only words and lines must be dark.
    return _theme(colour, _with_words(colour), LIGHT_GROUNDS, LIGHT_INK, darken=True)


def _dark(colour: str) -> dict[str, str]:
    # A deep brand is lifted until the button stands out from the dark page.
    lifted = _until(colour, DARK_GROUNDS, AA_SHAPE, darken=False)
    return _theme(colour, _with_words(lifted), DARK_GROUNDS, DARK_INK, darken=False)


def _theme(
    colour: str, filled: tuple[str, str], grounds: tuple[str, ...], ink: str, *, darken: bool
) -> dict[str, str]:
    fill, words = filled
    soft = _tint(colour, grounds, ink)
    line = _until(colour, (*grounds, soft), AA_TEXT, darken=darken)
    stands_out = all(contrast(fill, ground) >= AA_SHAPE for ground in grounds)
    return {
        "accent": fill,
        "on-accent": words,
        "accent-edge": fill if stands_out else line,
        "accent-ink": line,
        "accent-soft": soft,
    }


def _with_words(fill: str) -> tuple[str, str]:
    """The fill, and white or ink on it, whichever reads better; the fill gives way until they reach AA."""
    words = max((WHITE, LIGHT_INK), key=lambda one: contrast(one, fill))
    return _until(fill, (words,), AA_TEXT, darken=words == WHITE), words


def _tint(colour: str, grounds: tuple[str, ...], ink: str) -> str:
    """A little of the colour in the sheet; less of it while ordinary ink would not read well on it."""
    sheet = grounds[1]
    for share in (0.16, 0.12, 0.08, 0.04):
        mixed = _mix(colour, sheet, share)
        if contrast(mixed, ink) >= 7:
            return mixed
    return sheet


def _until(colour: str, against: tuple[str, ...], least: float, *, darken: bool) -> str:
    """`colour`, moved in lightness alone until it reaches `least` against every one of `against`."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    end = 0.0 if darken else 1.0
    while any(contrast(colour, other) < least for other in against) and lightness != end:
        lightness = max(end, lightness - _STEP) if darken else min(end, lightness + _STEP)
        colour = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def _mix(colour: str, ground: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return _hex(tuple(share * one + (1 - share) * other for one, other in pairs))


def _luminance(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)


def _properties(values: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in values.items())
