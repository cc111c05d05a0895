"""The common ground of all parsers of settings: a refusal in words, and an address in its parts."""

from urllib.parse import SplitResult, urlsplit


class BadSetting(SystemExit):
    """A setting cannot be used. The sentence says which one, why, and what to write instead."""


def split_url(text: str) -> SplitResult | None:
    """Return the parts of an address, or None when its host or port cannot be read."""
    try:
        parts = urlsplit(text)
        return parts if parts.port is None or parts.port else None
    except ValueError:
        return None
