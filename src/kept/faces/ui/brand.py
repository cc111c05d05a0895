"""A store's accent colour, readable in both themes.

The merchant chooses one colour. Kept keeps its hue and changes only its lightness, until every pair of text and ground
reaches WCAG 2.2 AA. The result is a small stylesheet, so no page needs an inline style.
"""

import colorsys
import re

from django.utils.translation import gettext as _

AA_TEXT = 4.5
"""Least contrast between text and its ground (WCAG 2.2, 1.4.3)."""

AA_SHAPE = 3.0
"""Least contrast between a control and the page around it (WCAG 2.2, 1.4.11)."""

# The grounds of text in the accent colour; the same values as --paper, --sheet and --sunk in tokens.css.
LIGHT_GROUNDS = ("#f6f4ef", "#fffefc", "#ece8df")
DARK_GROUNDS = ("#12161b", "#1d232b", "#0b0e12")
LIGHT_INK, DARK_INK = "#1b2430", "#efebe2"
WHITE = "#ffffff"

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)
_STEP = 0.01


def brand_css(accent_hex: str) -> str:
    """Return the store's custom properties for the light and the dark theme.

    `accent_hex` is `#rgb` or `#rrggbb`, with or without the `#`. Raises `ValueError` for anything else, so
    nothing that a merchant types reaches the stylesheet as text. Sets `--accent` (a filled button),
    `--on-accent` (text on it), `--accent-edge` (its border, which a pale fill needs), `--accent-ink` (text
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
    """Return `text` as `#rrggbb` in lower case; raise `ValueError` if it is not a hexadecimal colour."""
    match = _HEX.fullmatch(text.strip())
    if not match:
        raise ValueError(_("A brand colour is written like #2a4f94."))
    digits = match[1].lower()
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    return f"#{digits}"


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio of two `#rrggbb` colours, from 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour: str) -> dict[str, str]:
    # A pale brand stays pale on the button and gets an edge; only text and lines must be dark.
    return _theme(colour, _with_text(colour), LIGHT_GROUNDS, LIGHT_INK, darken=True)


def _dark(colour: str) -> dict[str, str]:
    # A deep brand is lifted until the button stands out from the dark page.
    lifted = _with_contrast(colour, DARK_GROUNDS, AA_SHAPE, darken=False)
    return _theme(colour, _with_text(lifted), DARK_GROUNDS, DARK_INK, darken=False)


def _theme(
    colour: str, filled: tuple[str, str], grounds: tuple[str, ...], ink: str, *, darken: bool
) -> dict[str, str]:
    fill, text = filled
    soft = _tint(colour, grounds, ink)
    line = _with_contrast(colour, (*grounds, soft), AA_TEXT, darken=darken)
    stands_out = all(contrast(fill, ground) >= AA_SHAPE for ground in grounds)
    return {
        "accent": fill,
        "on-accent": text,
        "accent-edge": fill if stands_out else line,
        "accent-ink": line,
        "accent-soft": soft,
    }


def _with_text(fill: str) -> tuple[str, str]:
    """Return the fill, changed until it reaches AA, and the better text colour on it: white or ink."""
    text = max((WHITE, LIGHT_INK), key=lambda one: contrast(one, fill))
    return _with_contrast(fill, (text,), AA_TEXT, darken=text == WHITE), text


def _tint(colour: str, grounds: tuple[str, ...], ink: str) -> str:
    """Return a tint of the colour in the sheet, weak enough for ordinary ink to be readable on it."""
    sheet = grounds[1]
    for share in (0.16, 0.12, 0.08, 0.04):
        mixed = _mix(colour, sheet, share)
        if contrast(mixed, ink) >= 7:
            return mixed
    return sheet


def _with_contrast(colour: str, against: tuple[str, ...], least: float, *, darken: bool) -> str:
    """Return `colour`, changed in lightness only until its contrast with each of `against` is `least`."""
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
