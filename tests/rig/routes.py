"""Every address of an installation, as Django resolves it."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RegexPattern


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        where = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, where)
        else:
            yield where, each


def path_of(where: str, route: URLPattern) -> str:
    """An address that leads to this route; what varies in it is made up."""
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "a1", where) if isinstance(route.pattern, RegexPattern) else where
    return "/" + re.sub(r"<[^>]+>", "1", plain.replace("^", "").replace("$", ""))
